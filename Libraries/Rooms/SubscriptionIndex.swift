/// The subscriptions of one room, arranged so that a publication finds those that match without looking at the others.
///
/// Equal filters are kept once, with the list of who has them. The filters form a tree: each step from the root to a
/// filter's end is one of its conditions. An equality or membership step is one hash lookup, however many values there
/// are; a threshold or a prefix is a search among sorted intervals. So the cost of a publication follows the filters that
/// match it, and those that match in part, not the subscriptions that there are.
///
/// Filters that only say what must not be (``Filter/isUnindexed``) cannot be searched: each different one is checked for
/// every publication. The caller bounds how many there are by ``unindexedCount``.
///
/// ```swift
/// var index = SubscriptionIndex()
/// let token = index.insert(Subscriber(connection: 7, subscription: 1), filter: filter)
/// index.match(payload)
/// for group in index.matches { for subscriber in index.subscribers(of: group) { … } }
/// index.remove(token)
/// ```
public struct SubscriptionIndex: Sendable {
  /// What names a subscription in the index, from `insert` until `remove`.
  public struct Token: Sendable, Hashable {
    let number: Int32
  }

  /// The subscribers that have one filter; valid until the index is changed.
  public struct Group: Sendable, Hashable {
    let number: Int32
  }

  /// The filters that the last ``match(_:)`` found, each once.
  public private(set) var matches: [Group] = []

  /// How many steps the last ``match(_:)`` took: lookups, ranges and filters it looked at.
  public private(set) var examined = 0

  /// How many subscriptions there are.
  public private(set) var count = 0

  /// How many of the different filters are checked for every publication.
  public private(set) var unindexedCount = 0

  /// How many different filters there are.
  public var filterCount: Int { numbers.count }

  private struct Entry: Sendable {
    var filter: Filter
    var subscribers: [Subscriber] = []
    var tokens: [Int32] = []
    var match = 0
  }

  private struct Place: Sendable {
    var entry: Int32
    var position: Int
  }

  private var tree = FilterTree()
  private var fields = PayloadFields()
  private var entries = Slab<Entry>()
  private var numbers: [Filter: Int32] = [:]
  private var places = Slab<Place>()
  private var matchNumber = 0
  private var found: [Int32] = []

  /// An index without subscriptions.
  public init() {}

  /// Whether somebody has this filter.
  public func contains(_ filter: Filter) -> Bool { numbers[filter] != nil }

  /// Adds a subscription.
  public mutating func insert(_ subscriber: Subscriber, filter: Filter) -> Token {
    let number = numbers[filter] ?? addEntry(filter)
    let place = places.insert(Place(entry: number, position: entries[number].subscribers.count))
    entries[number].subscribers.append(subscriber)
    entries[number].tokens.append(place)
    count += 1
    return Token(number: place)
  }

  /// Removes a subscription.
  public mutating func remove(_ token: Token) {
    let place = places.remove(token.number)
    let last = entries[place.entry].subscribers.count - 1
    entries[place.entry].subscribers.swapAt(place.position, last)
    entries[place.entry].tokens.swapAt(place.position, last)
    entries[place.entry].subscribers.removeLast()
    entries[place.entry].tokens.removeLast()
    count -= 1
    if place.position < last {
      places[entries[place.entry].tokens[place.position]].position = place.position
    } else if last == 0 {
      removeEntry(place.entry)
    }
  }

  /// Finds the filters that let a payload pass, which is valid JSON, and leaves the answer in ``matches``.
  public mutating func match(_ payload: RawSpan) {
    matches.removeAll(keepingCapacity: true)
    found.removeAll(keepingCapacity: true)
    matchNumber += 1
    fields.read(payload, for: tree.fields)
    examined = tree.collect(fields, into: &found)
    for number in found where entries[number].match != matchNumber {
      entries[number].match = matchNumber
      matches.append(Group(number: number))
    }
  }

  /// Who has the filter of a group.
  public func subscribers(of group: Group) -> [Subscriber] {
    entries[group.number].subscribers
  }

  private mutating func addEntry(_ filter: Filter) -> Int32 {
    let number = entries.insert(Entry(filter: filter))
    numbers[filter] = number
    tree.insert(filter, number: number)
    if filter.isUnindexed { unindexedCount += 1 }
    return number
  }

  private mutating func removeEntry(_ number: Int32) {
    let entry = entries.remove(number)
    numbers[entry.filter] = nil
    if entry.filter.isUnindexed { unindexedCount -= 1 }
    tree.remove(number)
  }
}
