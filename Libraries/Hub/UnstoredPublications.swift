import TautRooms

/// The publications that have a place in their rooms and are not stored yet, in the order of their coming.
///
/// The first of them may be underway: they were handed out to be stored, and the answer is still to come. The others wait
/// until then, so that one batch follows another, and one that fails takes all behind it along.
struct UnstoredPublications: Sendable {
  struct Entry: Sendable {
    var publication: Publication
    var stored: StoredPublication
    /// The room's number.
    var room: Int32
    var publishers: [Publisher]
  }

  private var entries: [Entry] = []
  /// The serial number of the first entry.
  private var first: UInt64 = 0
  /// How many entries are underway.
  private(set) var underway = 0
  /// The bytes of all entries.
  private(set) var bytes = 0

  var count: Int { entries.count }

  /// Whether a batch can be handed out.
  var isReady: Bool { underway == 0 && !entries.isEmpty }

  /// Adds an entry and returns its serial number.
  mutating func append(_ entry: Entry) -> UInt64 {
    entries.append(entry)
    bytes += entry.stored.size
    return first + UInt64(entries.count - 1)
  }

  /// Answers one more publisher when the entry with a serial number is stored.
  mutating func join(_ serial: UInt64, _ publisher: Publisher) {
    entries[Int(serial - first)].publishers.append(publisher)
  }

  /// The next batch, which is underway from now on.
  mutating func begin(limit: Int) -> ArraySlice<Entry> {
    precondition(isReady, "a batch is underway already")
    underway = min(limit, entries.count)
    return entries[..<underway]
  }

  /// Takes the entries that were underway.
  mutating func takeStored() -> [Entry] { take(underway) }

  /// Takes all entries.
  mutating func takeAll() -> [Entry] { take(entries.count) }

  private mutating func take(_ count: Int) -> [Entry] {
    let taken = Array(entries[..<count])
    entries.removeFirst(count)
    first += UInt64(count)
    bytes -= taken.reduce(0) { $0 + $1.stored.size }
    underway = 0
    return taken
  }
}
