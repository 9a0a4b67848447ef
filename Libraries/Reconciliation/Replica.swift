/// The client's copy of one category: the server's state as far as it is known, and the client's mutations on top.
struct Replica: Sendable {
  enum Phase: Sendable {
    /// There is no connection.
    case offline
    /// The subscription is asked for.
    case subscribing
    /// The subscription stands, updates are held, and the snapshot is asked for.
    case fetching(Fetch)
    /// Updates are applied as they come.
    case live
    /// Too many snapshots failed.
    case givenUp
  }

  struct Fetch: Sendable {
    var request: UInt64
    var deadline: ContinuousClock.Instant
    /// The parts of the snapshot so far.
    var items: [StateItem] = []
    /// Why it could not be had.
    var failure: String?
  }

  struct Pending: Sendable {
    enum Progress: Sendable, Hashable {
      case waiting
      case sent
      /// The server took it, and its update is still to come.
      case confirmed(StatePosition)
    }

    var mutation: Mutation
    /// The server's item that the mutation was made on, or was last found to go with.
    var base: StateItem?
    var progress = Progress.waiting
  }

  struct Audit: Sendable {
    var request: UInt64
    /// What the server said, while the client is not yet where the server was.
    var answer: (checksum: String, offset: UInt64)?
  }

  /// How far updates are awaited that the client missed; some of them filters may keep away.
  struct CatchUp: Sendable {
    var offset: UInt64
    var deadline: ContinuousClock.Instant
  }

  let category: StateCategory
  var configuration: ReconciliationConfiguration
  var phase = Phase.offline
  /// The server's state at ``position``.
  var base: [String: StateItem] = [:]
  var position: StatePosition?
  var pending: [Pending] = []
  /// The updates that came while the snapshot is on its way.
  var buffer: [StateUpdate] = []
  /// The epoch of the updates that come.
  var epoch = ""
  /// The epochs before it, the last few: what still comes of them is of the past.
  private var pastEpochs: [String] = []
  /// The offset after which every update has come or is in the buffer: a snapshot must reach it.
  var coveredFrom: UInt64 = 0
  /// Whether every update up to the last that was seen is in the base: one that goes on from there needs no snapshot.
  var isWhole = false
  var failures = 0
  var requests: UInt64 = 0
  var mutations: UInt64 = 0
  var audit: Audit?
  var nextAudit: ContinuousClock.Instant?
  /// Mutations wait until then.
  var catchUp: CatchUp?
  var divergences = 0

  init(_ category: StateCategory, _ configuration: ReconciliationConfiguration) {
    self.category = category
    self.configuration = configuration
  }

  var policy: ConflictPolicy { category.conflictResolution ?? configuration.conflictResolution }

  /// The next number of a request.
  mutating func newRequest() -> UInt64 {
    requests += 1
    return requests
  }

  /// Whether an epoch is another one than the stream's, and not of the past.
  func isNewEpoch(_ other: String) -> Bool { other != epoch && !pastEpochs.contains(other) }

  /// Whether an answer may begin an epoch.
  ///
  /// One of the past may not, the first time; a server that answers with it again is in it.
  mutating func admits(_ other: String) -> Bool {
    guard pastEpochs.contains(other), other != epoch else { return other != epoch }
    pastEpochs.removeAll { $0 == other }
    return false
  }

  /// Goes on in another epoch.
  mutating func begin(_ next: String) {
    guard next != epoch else { return }
    pastEpochs = Array((pastEpochs.filter { $0 != next } + [epoch]).suffix(8))
    epoch = next
  }

  /// The item as it is shown: the server's, with the client's mutations on top.
  func visible(_ id: String) -> StateItem? {
    var item = base[id]
    for entry in pending where entry.mutation.item == id { item = Self.apply(entry.mutation, to: item) }
    return item
  }

  /// All items as they are shown, by their ids.
  var visibleItems: [StateItem] {
    var items = base
    for entry in pending { items[entry.mutation.item] = Self.apply(entry.mutation, to: items[entry.mutation.item]) }
    return items.values.sorted { $0.id < $1.id }
  }

  private static func apply(_ mutation: Mutation, to item: StateItem?) -> StateItem? {
    mutation.value.map {
      StateItem(
        id: mutation.item, value: $0, version: max(item?.version ?? 0, mutation.baseVersion),
        modified: mutation.modified)
    }
  }

  /// Whether everything up to `position` is in the base.
  func hasReached(_ position: StatePosition) -> Bool {
    guard let own = self.position else { return false }
    // Of another epoch than the stream's, nothing will come any more.
    return own.epoch == position.epoch ? own.offset >= position.offset : epoch != position.epoch
  }
}
