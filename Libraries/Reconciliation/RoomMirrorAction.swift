public import TautEnvelope

/// What the caller of a ``RoomMirror`` must do now.
public enum RoomMirrorAction: Sendable, Hashable {
  // MARK: For the driver

  /// Ask the server, and tell ``RoomMirror/receiveAnswer(_:to:now:)`` or ``RoomMirror/receiveFailure(of:_:now:)``.
  case ask(MessageType, payload: [UInt8], request: UInt64)
  /// Publish it to the room, and tell ``RoomMirror/receivePublished(_:at:)`` or ``RoomMirror/receiveRefusal(of:_:)``.
  case publish(payload: [UInt8], change: UInt64)
  /// Publish it no more, and tell nothing about it.
  case withdraw(change: UInt64)

  // MARK: For the application

  /// Show these items in place of what was shown.
  case show([StateItem])
  /// Show these changes.
  case update([StateChange])
  /// The server has the change, or the same was done by another.
  case settled(change: UInt64)
  /// The change was taken back, as the update before this action shows.
  case rolledBack(change: UInt64, item: String, RollbackReason)
  /// What is shown follows the room from here on.
  case live
  /// What is shown does not follow the room until the next ``live``.
  case stale(StaleReason)
  /// The room is given up until the next connection or ``RoomMirror/force(now:)``.
  case gaveUp(GiveUpReason)
}

/// Why a state does not follow its room for the time being.
public enum StaleReason: Sendable, Hashable {
  /// There is no connection.
  case disconnected
  /// Publications were lost, from the first to the last of these offsets, for the reason that the server gives; the last is
  /// smaller than the first where nobody knows which. A snapshot follows.
  case gap(from: UInt64, to: UInt64, reason: String)
  /// An audit found that the state was not the server's. A snapshot follows, and heals it.
  case diverged
  /// It is loaded anew, since that was asked for, or as part of catching up.
  case reloading
}
