/// Messages of a room that a subscription did not get, and will not get.
public struct SessionGap: Sendable, Hashable {
  /// The first missing offset.
  public var from: UInt64
  /// The last missing offset; smaller than ``from`` where nobody knows what is missing.
  public var to: UInt64
  /// Why, as the server says it: `history_expired`, `epoch_changed`, `offset_unknown`, `replay_too_large`, `dropped`.
  public var reason: String
  /// How many are missing, where the server says so.
  public var count: UInt64?

  /// How many messages of the room are missing, as far as anybody knows.
  public var size: UInt64? { count ?? (from <= to ? to - from + 1 : nil) }

  /// Describes a gap.
  public init(from: UInt64, to: UInt64, reason: String, count: UInt64? = nil) {
    self.from = from
    self.to = to
    self.reason = reason
    self.count = count
  }
}
