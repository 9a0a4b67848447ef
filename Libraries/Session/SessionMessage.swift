public import TautJSON

/// A message that came, without a copy: its parts are slices of the bytes that the call was given.
public struct SessionMessage: Sendable, Hashable {
  /// The type, a string.
  public var type: JSONSlice
  /// The content; where a dialect is flat, the whole message.
  public var payload: JSONSlice
  /// The whole message, an object.
  public var message: JSONSlice
  /// The publisher's id, a string.
  public var id: JSONSlice?
  /// The room that it was published to, a string.
  public var room: JSONSlice?
  /// Its place in the room's order.
  public var offset: UInt64?
  /// Who gets it: a range of ``SessionOutput/subscriptions``; empty for a message of no subscribed room.
  public var subscriptions: Range<Int> = 0..<0
}
