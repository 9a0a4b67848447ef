public import TautRooms

/// One change of a store.
///
/// Times come from the caller, in milliseconds since 1970: a store decides nothing by a clock of its own.
public enum StoreWrite: Sendable, Hashable {
  /// Add publications to a room: ``StoreOutcome/done``.
  case append(RoomAppend)
  /// Put a message into a user's inbox: ``StoreOutcome/done``, ``StoreOutcome/repeated`` for an id that the inbox
  /// knows, or ``StoreOutcome/inboxFull(limit:)``.
  case post(InboxMessage, user: String)
  /// Take a message out of a user's inbox: ``StoreOutcome/done`` or ``StoreOutcome/unknown``.
  case withdraw(id: String, user: String)
  /// From now on messages wait for this device: ``StoreOutcome/done``, or ``StoreOutcome/repeated`` for a known one.
  case attach(InboxAddress, at: Int64)
  /// A device has a message: ``StoreOutcome/done``, ``StoreOutcome/repeated``, or ``StoreOutcome/unknown``.
  case acknowledge(id: String, InboxAddress, at: Int64)
  /// A device has a message and all that were posted before it: as ``acknowledge(id:_:at:)``.
  case acknowledgeThrough(id: String, InboxAddress, at: Int64)
  /// Revoke tokens: ``StoreOutcome/done``, or ``StoreOutcome/repeated`` where that is known and only the times change.
  case revoke(Revocation)
  /// Keep what was said in a conversation, in place of what was kept before: ``StoreOutcome/done``, or
  /// ``StoreOutcome/repeated`` where the conversation was known.
  case keep(StoredConversation)
  /// Forget what has expired: ``StoreOutcome/done``.
  ///
  /// Once a minute is enough: what has expired is not handed out anyway.
  case sweep(at: Int64)

  /// The bytes that count against the bounds of the queue.
  var size: Int {
    switch self {
    case .append(let append): append.publications.reduce(64) { $0 + $1.size + 64 }
    case .post(let message, _): message.payload.count + 128
    case .keep(let conversation): conversation.size + 128
    default: 128
    }
  }
}
