/// What a ``DeliveryShaper`` did not deliver, since the last report.
public struct DeliveryReport: Sendable, Hashable {
  /// Publications that had been delivered already, by their id or value.
  public var duplicates = 0
  /// Publications that a later one with the same key replaced.
  public var superseded = 0
  /// Publications that came faster than the throttle allows, and were replaced by a later one.
  public var throttled = 0
  /// Publications that were dropped because too much waited: the only ones that the subscriber did not ask to lose.
  public var overflowed = 0
  /// The lowest offset among them.
  public var from: UInt64 = .max
  /// The highest offset among them.
  public var to: UInt64 = 0

  /// A report of nothing.
  public init() {}

  /// How many publications were not delivered.
  public var count: Int { duplicates + superseded + throttled + overflowed }

  mutating func note(_ publication: Publication, as reason: WritableKeyPath<DeliveryReport, Int>) {
    self[keyPath: reason] += 1
    from = min(from, publication.offset)
    to = max(to, publication.offset)
  }
}
