/// Somebody who waits for the next publication of a room by polling.
struct RoomPoller: Sendable {
  /// The loop that asks.
  var peer: Int
  /// The ticket of its question.
  var ticket: UInt64
}
