/// What waits for one connection while its transport takes no more.
///
/// The queue holds references to publications, in the order in which they will leave, and no more bytes than its limit.
/// Where one does not fit, the policy of its subscription decides; what is dropped is counted for the subscription.
/// Replays of histories wait in the same order and have their own limit: they are references to what a history holds.
public struct DeliveryQueue: Sendable {
  /// What became of a publication.
  public enum Outcome: Sendable, Hashable {
    /// It waits. So many of its subscription were dropped for it as the oldest, and so many as superseded.
    case queued(oldest: Int, superseded: Int)
    /// It does not fit, and its subscription wants the connection closed then.
    case overflow
  }

  /// A publication that waits, and the subscription that it is for.
  public struct Delivery: Sendable {
    /// What waits.
    public var publication: Publication
    /// The subscription as the caller numbers it.
    public var subscription: UInt32
  }

  private struct Entry: Sendable {
    var delivery: Delivery
    var isReplay: Bool
    var key: [UInt8]?
    // Neighbours in the queue, and in the subscription's own part of it.
    var previous: Int32
    var next = DeliveryQueue.none
    var previousOwn = DeliveryQueue.none
    var nextOwn = DeliveryQueue.none
  }

  /// What one subscription has waiting.
  private struct Lane: Sendable {
    var first = DeliveryQueue.none
    var last = DeliveryQueue.none
    var latest: [[UInt8]: Int32] = [:]
    var dropped: DropReport?
  }

  private static let none: Int32 = -1

  /// The bytes of live publications that may wait.
  public let limit: Int
  /// The bytes of live publications that wait.
  public private(set) var bytes = 0
  /// The bytes of replayed publications that wait.
  public private(set) var replayBytes = 0
  /// How many publications wait.
  public private(set) var count = 0

  private var entries = Slab<Entry>()
  private var first = Self.none
  private var last = Self.none
  private var lanes: [UInt32: Lane] = [:]

  /// An empty queue.
  ///
  /// - Parameter limit: The bytes of live publications that may wait.
  public init(limit: Int) {
    self.limit = limit
  }

  /// Whether nothing waits and nothing is left to be told.
  public var isEmpty: Bool { count == 0 && lanes.isEmpty }

  /// Adds a live publication.
  ///
  /// - Parameters:
  ///   - publication: What waits.
  ///   - subscription: Whose it is, as the caller numbers it.
  ///   - policy: What happens where it does not fit.
  ///   - reserved: Bytes of the limit that are used elsewhere, as by the transport's own backlog.
  /// - Returns: Whether it waits.
  public mutating func append(
    _ publication: Publication, for subscription: UInt32, policy: SlowReaderPolicy, reserved: Int = 0
  ) -> Outcome {
    let room = limit - reserved - publication.message.count
    switch policy {
    case .disconnect:
      guard bytes <= room else { return .overflow }
      add(publication, subscription, key: nil)
      return .queued(oldest: 0, superseded: 0)
    case .dropOldest:
      let dropped = addDroppingOldest(publication, subscription, key: nil, room: room)
      return .queued(oldest: dropped, superseded: 0)
    case .latest(let path):
      let key = publication.key(at: path)
      let superseded = dropLatest(of: subscription, key: key)
      let dropped = addDroppingOldest(publication, subscription, key: key, room: room)
      return .queued(oldest: dropped, superseded: superseded)
    }
  }

  /// Adds a publication of a history, which the limit does not count and no policy drops.
  public mutating func appendReplay(_ publication: Publication, for subscription: UInt32) {
    replayBytes += publication.message.count
    _ = link(publication, subscription, isReplay: true, key: nil)
  }

  /// Removes what has waited longest.
  public mutating func popFirst() -> Delivery? {
    guard first != Self.none else { return nil }
    return unlink(first).delivery
  }

  /// Forgets a subscription: what waits for it, and what it lost.
  public mutating func remove(_ subscription: UInt32) {
    var number = first
    while number != Self.none {
      let next = entries[number].next
      if entries[number].delivery.subscription == subscription { _ = unlink(number) }
      number = next
    }
    lanes[subscription] = nil
  }

  /// What subscriptions lost since the last call, by their number.
  public mutating func takeReports() -> [DropReport] {
    let reports = lanes.values.compactMap(\.dropped).sorted { $0.subscription < $1.subscription }
    for report in reports {
      lanes[report.subscription]!.dropped = nil
      removeLaneIfIdle(report.subscription)
    }
    return reports
  }
}

// MARK: - Dropping

extension DeliveryQueue {
  private mutating func addDroppingOldest(
    _ publication: Publication, _ subscription: UInt32, key: [UInt8]?, room: Int
  ) -> Int {
    var dropped = 0
    while bytes > room, let oldest = lanes[subscription]?.first, oldest != Self.none {
      drop(oldest)
      dropped += 1
    }
    guard bytes <= room else {
      // Nothing of its own is left to make room: other subscriptions fill the queue.
      report(publication, subscription)
      return dropped + 1
    }
    add(publication, subscription, key: key)
    return dropped
  }

  private mutating func dropLatest(of subscription: UInt32, key: [UInt8]) -> Int {
    guard let superseded = lanes[subscription]?.latest[key] else { return 0 }
    drop(superseded)
    return 1
  }

  private mutating func drop(_ number: Int32) {
    let delivery = entries[number].delivery
    // Told before the entry goes: a lane with something to tell stays.
    report(delivery.publication, delivery.subscription)
    _ = unlink(number)
  }

  private mutating func report(_ publication: Publication, _ subscription: UInt32) {
    let offset = publication.offset
    var report =
      lanes[subscription]?.dropped
      ?? DropReport(subscription: subscription, room: publication.room, count: 0, from: offset, to: offset)
    report.count += 1
    report.from = min(report.from, offset)
    report.to = max(report.to, offset)
    lanes[subscription, default: Lane()].dropped = report
  }
}

// MARK: - Linking

extension DeliveryQueue {
  private mutating func add(_ publication: Publication, _ subscription: UInt32, key: [UInt8]?) {
    bytes += publication.message.count
    let number = link(publication, subscription, isReplay: false, key: key)
    var lane = lanes[subscription] ?? Lane()
    entries[number].previousOwn = lane.last
    if lane.last == Self.none { lane.first = number } else { entries[lane.last].nextOwn = number }
    lane.last = number
    if let key { lane.latest[key] = number }
    lanes[subscription] = lane
  }

  private mutating func link(
    _ publication: Publication, _ subscription: UInt32, isReplay: Bool, key: [UInt8]?
  ) -> Int32 {
    let delivery = Delivery(publication: publication, subscription: subscription)
    let number = entries.insert(Entry(delivery: delivery, isReplay: isReplay, key: key, previous: last))
    if last == Self.none { first = number } else { entries[last].next = number }
    last = number
    count += 1
    return number
  }

  private mutating func unlink(_ number: Int32) -> Entry {
    let entry = entries.remove(number)
    if entry.previous == Self.none { first = entry.next } else { entries[entry.previous].next = entry.next }
    if entry.next == Self.none { last = entry.previous } else { entries[entry.next].previous = entry.previous }
    count -= 1
    if entry.isReplay {
      replayBytes -= entry.delivery.publication.message.count
    } else {
      bytes -= entry.delivery.publication.message.count
      unlinkOwn(number, entry)
    }
    return entry
  }

  private mutating func unlinkOwn(_ number: Int32, _ entry: Entry) {
    let subscription = entry.delivery.subscription
    if entry.previousOwn == Self.none {
      lanes[subscription]!.first = entry.nextOwn
    } else {
      entries[entry.previousOwn].nextOwn = entry.nextOwn
    }
    if entry.nextOwn == Self.none {
      lanes[subscription]!.last = entry.previousOwn
    } else {
      entries[entry.nextOwn].previousOwn = entry.previousOwn
    }
    if let key = entry.key, lanes[subscription]!.latest[key] == number { lanes[subscription]!.latest[key] = nil }
    removeLaneIfIdle(subscription)
  }

  private mutating func removeLaneIfIdle(_ subscription: UInt32) {
    guard let lane = lanes[subscription], lane.first == Self.none, lane.dropped == nil else { return }
    lanes[subscription] = nil
  }
}
