import TautEnvelope
import TautJSON

/// The rooms of a session, found by name and by subscription.
struct RoomTable: Sendable {
  /// Slots; what was removed is nil until it is used again.
  private(set) var slots: [SessionRoom?] = []
  private var numbers: [String: Int] = [:]
  private var owners: [SubscriptionID: Int] = [:]
  /// The room that had a message last.
  private var last = (name: "", index: 0)
  private var subscriptionsEver: UInt64 = 0
  /// What an earlier run has seen of rooms, or this one of those that were left.
  var remembered: [String: SubscribeSince] = [:]

  /// The most rooms whose positions are remembered without a subscription.
  static let rememberedLimit = 1_000

  var subscriptionCount: Int { owners.count }
  var indices: [Int] { slots.indices.filter { slots[$0] != nil } }

  subscript(index: Int) -> SessionRoom {
    _read { yield slots[index]! }
    _modify { yield &slots[index]! }
  }

  /// The positions of all rooms.
  var positions: [String: SubscribeSince] {
    var result = remembered
    for case let room? in slots { result[room.name] = room.position ?? result[room.name] }
    return result
  }

  /// The room that a name out of a message means; allocates nothing for the room that had a message last.
  mutating func find(_ name: JSONSlice, in bytes: RawSpan) -> Int? {
    if !last.name.isEmpty, name.equals(last.name, in: bytes) { return last.index }
    guard let text = name.string(in: bytes), let index = numbers[text] else { return nil }
    last = (text, index)
    return index
  }

  func find(_ name: String) -> Int? { numbers[name] }

  func find(_ id: SubscriptionID) -> Int? { owners[id] }

  /// The room whose subscription was asked for with a number.
  func find(asked number: UInt64) -> Int? {
    slots.firstIndex { room in
      if case .asked(number) = room?.wire { true } else { false }
    }
  }

  /// Whether the room's subscription was asked for and not answered.
  func isAsked(_ index: Int) -> Bool {
    if case .asked = slots[index]?.wire { true } else { false }
  }

  /// The room for a name, made where there is none.
  mutating func open(_ name: String) -> Int {
    if let index = numbers[name] { return index }
    let room = SessionRoom(name: name)
    let index = slots.firstIndex { $0 == nil } ?? slots.count
    if index == slots.count { slots.append(room) } else { slots[index] = room }
    numbers[name] = index
    return index
  }

  /// A new number for a subscription to a room.
  mutating func register(in index: Int) -> SubscriptionID {
    subscriptionsEver += 1
    let id = SubscriptionID(rawValue: subscriptionsEver)
    owners[id] = index
    return id
  }

  /// Forgets a subscription, and its room with the last one.
  mutating func remove(_ id: SubscriptionID) {
    guard let index = owners.removeValue(forKey: id), let room = slots[index] else { return }
    slots[index]!.handles.removeAll { $0.id == id }
    guard slots[index]!.handles.isEmpty else { return }
    if let position = room.position, remembered.count < Self.rememberedLimit { remembered[room.name] = position }
    slots[index] = nil
    numbers[room.name] = nil
    if last.index == index { last.name = "" }
  }

  /// The answers to polls that are on their way are void: they tell of another time than the one that begins.
  mutating func forgetPolls() {
    for index in indices { slots[index]!.ticket = nil }
  }

  /// What the server was told is void.
  mutating func forgetLink() {
    for index in indices { slots[index]!.wire = .absent }
  }
}
