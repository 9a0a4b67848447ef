import TautRooms

/// The names of all rooms of a server.
struct RoomDirectory: Sendable {
  /// The most names that are told to a client: enough to see a misspelling, and no more.
  static let listed = 100

  private(set) var names: Set<RoomName> = []
  private var index = RoomNameIndex()
  /// The first names in order.
  private(set) var listing: [String] = []

  /// The names that a pattern covers, in order, at most `limit` of them.
  func rooms(coveredBy pattern: RoomPattern, limit: Int) -> [RoomName] {
    index.rooms(coveredBy: pattern, limit: limit)
  }

  /// Adds a name, and returns whether it is new.
  @discardableResult
  mutating func insert(_ name: RoomName) -> Bool {
    guard names.insert(name).inserted else { return false }
    index.insert(name)
    // Kept in order here, because any client can ask at any time.
    let position = listing.firstIndex { name.text < $0 } ?? listing.count
    listing.insert(name.text, at: position)
    if listing.count > Self.listed { listing.removeLast() }
    return true
  }
}
