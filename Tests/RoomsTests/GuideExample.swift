// The code that Docs/Guides/Rooms.md shows, in the same words; GuideTests compares them.

import TautBytes
import TautJSON
import TautRooms

/// Reads a filter, as a subscriber writes it.
func filter(_ text: String) throws -> Filter {
  try text.withBytes { bytes throws -> Filter in
    try Filter(try JSONScanner().scan(bytes), in: bytes)
  }
}

/// A room of yours: it numbers what is published, remembers it, and finds who wants it.
struct PriceRoom {
  let name: RoomName
  private(set) var log: RoomLog
  private(set) var state: RoomState
  private var index = SubscriptionIndex()

  init(_ name: RoomName, epoch: Epoch) {
    self.name = name
    log = RoomLog(epoch: epoch)
    state = RoomState(key: "id", epoch: epoch)
  }

  mutating func subscribe(_ number: UInt32, _ filter: Filter) -> SubscriptionIndex.Token {
    index.insert(Subscriber(connection: number, subscription: number), filter: filter)
  }

  /// Publishes a payload, and returns the publication with the numbers of those who want it.
  mutating func publish(_ payload: String, at now: ContinuousClock.Instant) -> (Publication, [UInt32]) {
    let publication = Publication(
      room: name, epoch: log.position.epoch, offset: log.position.offset + 1, type: "price", timestamp: 0,
      message: Array(payload.utf8), payload: 0..<payload.utf8.count)
    log.append(publication, at: now)
    state.apply(publication)
    publication.withPayload { index.match($0) }
    return (publication, index.matches.flatMap { index.subscribers(of: $0) }.map(\.subscription))
  }
}

/// Holds back what a subscriber does not want at once.
struct Deliveries {
  private var shaper: DeliveryShaper
  private(set) var sent: [[UInt64]] = []

  init() {
    var options = DeliveryOptions()
    options.conflate = "id"
    options.throttle = .seconds(1)
    options.batch = DeliveryOptions.Batch(size: 10)
    shaper = DeliveryShaper(options)
  }

  mutating func receive(_ publication: Publication, at now: ContinuousClock.Instant) {
    shaper.receive(publication, at: now)
    poll(at: now)
  }

  /// Sends what is due, and returns when to call again.
  @discardableResult
  mutating func poll(at now: ContinuousClock.Instant) -> ContinuousClock.Instant? {
    for group in shaper.release(at: now) { sent.append(group.map(\.offset)) }
    return shaper.due
  }

  /// How many publications gave way to later ones.
  mutating func superseded() -> Int { shaper.takeReport()?.superseded ?? 0 }
}

/// The rooms that wildcard subscriptions cover.
func covered(by pattern: String, of rooms: [String]) throws -> [String] {
  var names = RoomNameIndex()
  for room in rooms { names.insert(try RoomName(room)) }
  return names.rooms(coveredBy: try RoomPattern(pattern), limit: 100).map(\.text)
}

/// Who is in a room that two servers share.
func sharedPresence(at now: ContinuousClock.Instant) -> [PresenceEvent] {
  var presence = RoomPresence()
  var events: [PresenceEvent?] = []
  events.append(presence.update(.user("ana"), on: 1, connections: 1, at: now))
  events.append(presence.update(.user("ana"), on: 2, connections: 2, at: now))
  events += presence.remove(node: 1)  // ana is still on the other server
  events += presence.expire(olderThan: .seconds(60), at: now + .seconds(61))
  return events.compactMap { $0 }
}
