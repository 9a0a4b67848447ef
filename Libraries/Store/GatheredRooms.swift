import TautRooms

/// The rooms of a store as they are read, within a bound: of the largest histories the oldest publications are left out.
struct GatheredRooms {
  private(set) var rooms: [StoredRoom] = []
  private var budget: HistoryBudget

  init(within bytes: Int) {
    budget = HistoryBudget(limit: bytes)
  }

  mutating func append(_ room: StoredRoom) {
    rooms.append(room)
    note(Int32(rooms.count - 1))
    while let largest = budget.excess() {
      // A quarter at a time: each publication is moved a few times at most.
      let surplus = (rooms[Int(largest)].publications.count + 3) / 4
      rooms[Int(largest)].publications.removeFirst(surplus)
      note(largest)
    }
  }

  private mutating func note(_ number: Int32) {
    let cost = rooms[Int(number)].publications.reduce(0) { $0 + $1.size + RoomHistory.overhead }
    budget.note(cost, of: number)
  }
}
