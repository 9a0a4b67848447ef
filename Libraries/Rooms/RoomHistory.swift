/// The last publications of a room, in order, bounded by count, bytes and age.
///
/// A history is a ring: adding and forgetting cost the same however much it holds.
public struct RoomHistory: Sendable {
  private struct Entry: Sendable {
    var publication: Publication
    var instant: ContinuousClock.Instant
  }

  /// What a publication costs beside its message, in bytes, rounded up.
  package static let overhead = 256

  /// The bounds.
  public let limits: HistoryLimits
  /// How many publications are held.
  public private(set) var count = 0
  /// How many bytes of messages are held.
  public private(set) var bytes = 0

  /// What the history costs altogether, in bytes.
  package var cost: Int { bytes + count * Self.overhead }

  // The capacity is a power of two, so that a position wraps with a mask.
  private var ring: [Entry?] = []
  private var head = 0

  /// An empty history with bounds.
  public init(limits: HistoryLimits = HistoryLimits()) {
    self.limits = limits
  }

  /// The oldest publication that is held.
  public var first: Publication? { count == 0 ? nil : self[0].publication }

  /// Adds the latest publication, and forgets what the bounds no longer allow.
  public mutating func append(_ publication: Publication, at now: ContinuousClock.Instant) {
    if count == ring.count { grow() }
    ring[(head + count) & (ring.count - 1)] = Entry(publication: publication, instant: now)
    count += 1
    bytes += publication.message.count
    expire(at: now)
  }

  /// Forgets what has become too old.
  public mutating func expire(at now: ContinuousClock.Instant) {
    while count > 0, count > limits.count || bytes > limits.bytes || now - self[0].instant > limits.age {
      removeFirst()
    }
  }

  /// Forgets the oldest publication, if there is one.
  public mutating func forgetOldest() {
    if count > 0 { removeFirst() }
  }

  /// The publications after an offset, oldest first, as far as they are held.
  public func publications(after offset: UInt64) -> [Publication] {
    guard let first else { return [] }
    // Offsets are consecutive, so the position follows from the difference.
    let skipped = offset < first.offset ? 0 : Int(min(offset - first.offset, UInt64(count))) + 1
    guard skipped < count else { return [] }
    return (skipped..<count).map { self[$0].publication }
  }

  /// The latest publications, at most `limit`, oldest first.
  public func latest(_ limit: Int) -> [Publication] {
    (max(0, count - limit)..<count).map { self[$0].publication }
  }

  private subscript(position: Int) -> Entry {
    guard let entry = ring[(head + position) & (ring.count - 1)] else { preconditionFailure("a hole in a history") }
    return entry
  }

  private mutating func removeFirst() {
    bytes -= self[0].publication.message.count
    ring[head] = nil
    head = (head + 1) & (ring.count - 1)
    count -= 1
  }

  private mutating func grow() {
    let entries = (0..<count).map { ring[(head + $0) & (ring.count - 1)] }
    ring = entries + [Entry?](repeating: nil, count: max(8, entries.count))
    head = 0
  }
}
