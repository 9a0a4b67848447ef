/// A bound over what many rooms remember together: who holds most gives first.
///
/// A budget holds nothing itself. Tell it what each room costs, and where ``excess()`` names one let it forget its oldest
/// publication, until nobody is named. Rooms stand in circles by the magnitude of what they cost (a power of two), so
/// that both calls take the same time however many rooms there are, and those of the largest magnitude forget in turn.
package struct HistoryBudget: Sendable {
  private struct Place: Sendable {
    var cost = 0
    var previous: Int32 = 0
    var next: Int32 = 0
  }

  /// The most that all rooms may cost together, in bytes.
  package let limit: Int
  /// What they cost together, in bytes.
  package private(set) var cost = 0

  /// By the rooms' numbers.
  private var places: [Place] = []
  /// A room of each magnitude, or -1.
  private var circles = InlineArray<64, Int32>(repeating: -1)
  /// One bit for each magnitude that some room has.
  private var magnitudes: UInt64 = 0

  /// A budget that nothing is spent of.
  package init(limit: Int) {
    self.limit = limit
  }

  /// Notes what a room costs now.
  package mutating func note(_ cost: Int, of room: Int32) {
    if room >= places.count {
      places += Array(repeating: Place(), count: Int(room) + 1 - places.count)
    }
    let old = places[Int(room)].cost
    self.cost += cost - old
    places[Int(room)].cost = cost
    let (from, to) = (Self.magnitude(old), Self.magnitude(cost))
    guard from != to else { return }
    if from >= 0 { take(room, outOf: from) }
    if to >= 0 { put(room, into: to) }
  }

  /// A room that has to forget, while all together cost more than they may.
  package mutating func excess() -> Int32? {
    guard cost > limit, magnitudes != 0 else { return nil }
    let largest = 63 - magnitudes.leadingZeroBitCount
    let room = circles[largest]
    circles[largest] = places[Int(room)].next
    return room
  }

  private static func magnitude(_ cost: Int) -> Int { 63 - cost.leadingZeroBitCount }

  private mutating func put(_ room: Int32, into magnitude: Int) {
    let next = circles[magnitude] < 0 ? room : circles[magnitude]
    let previous = next == room ? room : places[Int(next)].previous
    places[Int(room)].next = next
    places[Int(room)].previous = previous
    places[Int(previous)].next = room
    places[Int(next)].previous = room
    circles[magnitude] = next
    magnitudes |= 1 << magnitude
  }

  private mutating func take(_ room: Int32, outOf magnitude: Int) {
    let place = places[Int(room)]
    places[Int(place.previous)].next = place.next
    places[Int(place.next)].previous = place.previous
    if circles[magnitude] == room { circles[magnitude] = place.next == room ? -1 : place.next }
    if circles[magnitude] < 0 { magnitudes &= ~(1 << magnitude) }
  }
}
