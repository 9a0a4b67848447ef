import TautRooms

/// What a hub knows about one room: at the room's home all, elsewhere who subscribes here.
struct HubRoom: Sendable {
  let name: RoomName
  /// The loop that gives out the offsets.
  let home: Int
  /// Offsets and history, at the home.
  var log: RoomLog?
  /// How many publications have a place behind the log and are not stored yet, at the home.
  var unstored = 0
  /// The serial numbers of those that have an id.
  var unstoredIDs: [String: UInt64] = [:]
  /// The other loops that have subscribers, at the home.
  var listeners: [Int] = []
  /// Who waits for the next publication by polling, at the home.
  var pollers: [RoomPoller] = []
  /// The subscriptions of this loop that are live.
  var index = SubscriptionIndex()
  /// The subscriptions of this loop that are live and have delivery options.
  var shaped: SubscriptionIndex?
  /// The subscriptions of this loop that wait for the home.
  var pending = 0
  /// How many of these have filters that an index cannot search.
  var pendingUnindexed = 0
  /// Who of this loop's connections is in the room.
  var present = PresenceCounter()
  /// The live subscriptions of this loop by connection.
  var presentSlots: [UInt32: UInt32] = [:]
  /// The live subscriptions of this loop that hear who comes and goes.
  var watchers: Set<Int32> = []
  /// Who is in the room, at the home, while somebody is.
  var presence: RoomPresence?
  /// Who came and went since it was last told, at the home.
  var presenceChanges: PresenceChanges?
  /// The loops that have ``watchers``, at the home.
  var presenceListeners: [Int] = []
  /// What the room amounts to, by the usual key and by others that somebody has asked for, at the home.
  var states: [RoomState] = []
  /// The last position that the home told, elsewhere.
  var told: RoomPosition?

  var position: RoomPosition? { log?.position ?? told }

  /// Whether anybody here wants the room.
  var isWanted: Bool { liveCount > 0 || pending > 0 }

  /// The subscriptions of this loop that are live.
  var liveCount: Int { index.count + (shaped?.count ?? 0) }

  /// How many different filters are, or will be, checked for every publication.
  var unindexedCount: Int { index.unindexedCount + (shaped?.unindexedCount ?? 0) + pendingUnindexed }

  /// Whether a live subscription has this filter.
  func contains(_ filter: Filter) -> Bool { index.contains(filter) || shaped?.contains(filter) == true }
}

// In place, and each with what the room costs afterwards: a copy of a log costs more than a publish.
extension HubRoom {
  /// What history and states cost, in bytes; a publication that stands in several counts for each.
  var cost: Int {
    var cost = log?.history.cost ?? 0
    for index in states.indices { cost += states[index].cost }
    return cost
  }

  /// Makes a publication the latest of the room.
  mutating func append(_ publication: Publication, at now: ContinuousClock.Instant) -> Int {
    log!.append(publication, at: now)
    for index in states.indices { states[index].apply(publication) }
    return cost
  }

  /// Forgets the oldest publication of whatever holds most.
  mutating func forgetOldest() -> Int {
    let largest = states.indices.max { states[$0].cost < states[$1].cost }
    if let largest, states[largest].cost > log!.history.cost {
      states[largest].forgetOldest()
    } else {
      log!.forgetOldest()
    }
    return cost
  }

  /// Forgets what has become too old.
  mutating func expire(at now: ContinuousClock.Instant) -> Int {
    log?.expire(at: now)
    return cost
  }
}

extension RoomName {
  /// FNV-1a, which has no seed: all loops of all servers agree on it.
  ///
  /// Who chooses names can put many rooms on one loop, and gains nothing else.
  var hash: UInt64 {
    text.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
  }
}

extension Epoch {
  /// The epoch of a room in the run of a server that has this seed.
  init(of room: RoomName, seed: UInt64) {
    // The finaliser of SplitMix64: rooms of one run have unlike epochs.
    var value = seed ^ room.hash
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    self.init(rawValue: value ^ (value >> 31))
  }
}
