/// Decides when the publications of one subscription leave, and which of them are left out.
///
/// A publication takes four steps, each only where the ``DeliveryOptions`` ask for it:
///
/// 1. **deduplicate**: one that was seen before is left out.
/// 2. **conflate**: of those that wait, one with the same key gives way to it.
/// 3. **throttle**: what comes sooner than the interval after the last delivery waits for the interval's end. Where neither
///    conflating nor batching says what to do with several, only the latest waits.
/// 4. **batch**: what waits leaves when there are as many as a batch holds, or when the first has waited long enough; with a
///    throttle, not before the interval's end. Then all of it leaves, in batches.
///
/// Publications leave in the order of their offsets. What has left or was left out is all up to the last offset, so a
/// subscriber that recovers from that offset misses nothing but what it asked to miss.
///
/// ```swift
/// shaper.receive(publication, at: now)
/// if let due = shaper.due, due <= now { for group in shaper.release(at: now) { … } }
/// ```
public struct DeliveryShaper: Sendable {
  /// What the subscription asked for.
  public let options: DeliveryOptions
  /// What it may hold back.
  public let limits: DeliveryLimits

  private var waiting = KeyedQueue()
  private var waitingSince: ContinuousClock.Instant?
  private var lastRelease: ContinuousClock.Instant?
  private var remembered: RecentKeys
  private var report = DeliveryReport()

  /// A shaper for which nothing waits yet.
  public init(_ options: DeliveryOptions, limits: DeliveryLimits = DeliveryLimits()) {
    self.options = options
    self.limits = limits
    remembered = RecentKeys(limit: limits.rememberedKeys, bytes: limits.rememberedBytes)
  }

  /// How many publications wait.
  public var count: Int { waiting.count }

  /// The bytes of the messages that wait.
  public var bytes: Int { waiting.bytes }

  /// When ``release(at:)`` has something to deliver; `nil` while nothing waits.
  public var due: ContinuousClock.Instant? {
    guard let waitingSince else { return nil }
    var due = waitingSince
    if let batch = options.batch, waiting.count < batch.size { due += batch.age }
    guard let lastRelease else { return due }
    return max(due, lastRelease + options.throttle)
  }

  /// Takes a publication that matches the subscription's filter.
  public mutating func receive(_ publication: Publication, at now: ContinuousClock.Instant) {
    guard isNew(publication) else { return }
    let isLatestOnly = options.conflate == nil && options.batch == nil
    let key = isLatestOnly ? [] : options.conflate.map { publication.key(at: $0) }
    if let replaced = waiting.append(publication, key: key) {
      report.note(replaced, as: isLatestOnly ? \.throttled : \.superseded)
    }
    while waiting.count > limits.count || waiting.bytes > limits.bytes, let oldest = waiting.popFirst() {
      report.note(oldest.publication, as: \.overflowed)
    }
    waitingSince = waiting.count == 0 ? nil : waitingSince ?? now
  }

  /// Takes a publication of a replay, which is delivered at once, and returns whether it is new.
  public mutating func receiveReplay(_ publication: Publication) -> Bool {
    isNew(publication)
  }

  /// Takes out everything that waits, in groups that leave together: batches, or else one by one.
  ///
  /// Nothing leaves before it is ``due``.
  public mutating func release(at now: ContinuousClock.Instant) -> [[Publication]] {
    guard let due, due <= now else { return [] }
    return flush(at: now)
  }

  /// Takes out everything that waits, due or not, as when the options change.
  public mutating func flush(at now: ContinuousClock.Instant) -> [[Publication]] {
    let publications = waiting.removeAll()
    guard !publications.isEmpty else { return [] }
    waitingSince = nil
    lastRelease = now
    guard let size = options.batch?.size else { return publications.map { [$0] } }
    return stride(from: 0, to: publications.count, by: size).map {
      Array(publications[$0..<min($0 + size, publications.count)])
    }
  }

  /// What was left out since the last call, and `nil` where nothing was.
  public mutating func takeReport() -> DeliveryReport? {
    guard report.count > 0 else { return nil }
    defer { report = DeliveryReport() }
    return report
  }

  /// Whether there is something to report.
  public var hasReport: Bool { report.count > 0 }

  private mutating func isNew(_ publication: Publication) -> Bool {
    let key: [UInt8]? =
      switch options.deduplicate {
      case nil: nil
      case .publicationID: publication.id.map { Array($0.utf8) }
      case .path(let path): publication.value(at: path)
      }
    guard let key, !remembered.insert(key) else { return true }
    report.note(publication, as: \.duplicates)
    return false
  }
}
