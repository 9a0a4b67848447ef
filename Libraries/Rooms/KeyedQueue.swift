/// Publications in order, of which those with a key replace an earlier one that has the same.
///
/// Adding, replacing and taking the first cost the same however many there are.
struct KeyedQueue: Sendable {
  struct Entry: Sendable {
    var publication: Publication
    var key: [UInt8]?
  }

  /// How many publications there are.
  private(set) var count = 0
  /// The bytes of their messages.
  private(set) var bytes = 0

  // What was replaced leaves a hole; holes go when they are more than half.
  private var slots: [Entry?] = []
  private var head = 0
  private var latest: [[UInt8]: Int] = [:]

  /// The publications, in order.
  var entries: [Entry] { slots[head...].compactMap { $0 } }

  /// The publication that has this key.
  func entry(withKey key: [UInt8]) -> Entry? {
    latest[key].flatMap { slots[$0] }
  }

  /// Adds a publication at the end, and returns what it replaces.
  @discardableResult
  mutating func append(_ publication: Publication, key: [UInt8]?) -> Publication? {
    let replaced = key.flatMap { remove(key: $0) }
    if slots.count >= 16, slots.count > 2 * count { closeHoles() }
    if let key { latest[key] = slots.count }
    slots.append(Entry(publication: publication, key: key))
    count += 1
    bytes += publication.message.count
    return replaced
  }

  /// Removes the publication with this key.
  mutating func remove(key: [UInt8]) -> Publication? {
    guard let position = latest[key] else { return nil }
    return remove(at: position)
  }

  /// Removes the first publication.
  mutating func popFirst() -> Entry? {
    while head < slots.count {
      if let entry = slots[head] {
        _ = remove(at: head)
        return entry
      }
      head += 1
    }
    return nil
  }

  /// Removes everything, and returns it in order.
  mutating func removeAll() -> [Publication] {
    defer { self = KeyedQueue() }
    return entries.map(\.publication)
  }

  private mutating func remove(at position: Int) -> Publication? {
    guard let entry = slots[position].take() else { return nil }
    if let key = entry.key { latest[key] = nil }
    count -= 1
    bytes -= entry.publication.message.count
    return entry.publication
  }

  private mutating func closeHoles() {
    slots = slots[head...].filter { $0 != nil }
    head = 0
    for (position, entry) in slots.enumerated() {
      if let key = entry?.key { latest[key] = position }
    }
  }
}
