/// The tree of conditions behind a ``SubscriptionIndex``.
///
/// A filter's conditions stand in one order: single values, then ranges, then lists. Every condition is a step to a child;
/// a list is a step for each of its members. So that several long lists do not multiply, a filter takes at most
/// ``maximumEnds`` ways through the tree; lists beyond that are checked where its ways end.
struct FilterTree: Sendable {
  /// The most ways that one filter may take.
  static let maximumEnds = 256

  /// The fields that the filters ask about.
  private(set) var fields = FieldTable()

  private struct EdgeKey: Sendable, Hashable {
    var node: Int32
    var field: Int32
    var value: FilterValue
  }

  private struct RangesKey: Sendable, Hashable {
    var node: Int32
    var field: Int32
  }

  /// How a node is reached from its parent.
  private enum Way: Sendable {
    case root
    case value(EdgeKey)
    case range(RangesKey, FilterRange)
  }

  /// A filter that ends at a node: its number, and which of its places this is.
  private struct End: Sendable {
    var filter: Int32
    var place: Int32
  }

  private struct Node: Sendable {
    var way: Way
    var ends: [End] = []
    var edges = 0
    var ranges = 0
  }

  private struct Place: Sendable {
    var node: Int32
    var position: Int
  }

  /// A condition that is checked at the end of the way, with its field's number.
  private struct Check: Sendable {
    var condition: FilterCondition
    var field: Int32
  }

  private struct Entry: Sendable {
    var places: [Place] = []
    var checks: [Check] = []
    var fields: [FilterField] = []
  }

  private static let root: Int32 = 0
  private var nodes = Slab<Node>()
  private var edges: [EdgeKey: Int32] = [:]
  private var ranges: [RangesKey: IntervalForest.Link] = [:]
  private var intervals = IntervalForest()
  private var entries: [Int32: Entry] = [:]

  init() {
    _ = nodes.insert(Node(way: .root))
  }
}

// MARK: - Matching

extension FilterTree {
  /// Appends the filters that let a payload pass, some perhaps twice, and returns how many steps that took.
  func collect(_ payload: borrowing PayloadFields, into found: inout [Int32]) -> Int {
    var examined = 0
    var open = [Self.root]
    while let number = open.popLast() {
      let node = nodes[number]
      examined += node.ends.count
      for end in node.ends where passes(end.filter, payload) { found.append(end.filter) }
      guard node.edges + node.ranges > 0 else { continue }
      for entry in payload.entries {
        for value in entry.values { step(number, node, entry.field, value, into: &open, examined: &examined) }
      }
    }
    return examined
  }

  private func step(
    _ number: Int32, _ node: Node, _ field: Int32, _ value: FilterValue, into open: inout [Int32], examined: inout Int
  ) {
    examined += 1
    if node.edges > 0, let child = edges[EdgeKey(node: number, field: field, value: value)] { open.append(child) }
    guard node.ranges > 0, case .number(let size) = value else { return }
    guard let root = ranges[RangesKey(node: number, field: field)] else { return }
    intervals.collect(size, in: root, into: &open, examined: &examined)
  }

  private func passes(_ filter: Int32, _ payload: borrowing PayloadFields) -> Bool {
    for check in entries[filter]!.checks where !check.condition.accepts(payload.values(of: check.field)) {
      return false
    }
    return true
  }
}

// MARK: - Changing

extension FilterTree {
  /// Adds a filter under a number that no other one has.
  mutating func insert(_ filter: Filter, number: Int32) {
    var entry = Entry()
    var ends = [Self.root]
    for condition in filter.conditions.sorted(by: { $0.breadth < $1.breadth }) {
      let field = fields.retain(condition.field)
      entry.fields.append(condition.field)
      if ends.count * condition.breadth <= Self.maximumEnds {
        ends = ends.flatMap { children(of: $0, condition, field) }
      } else {
        entry.checks.append(Check(condition: condition, field: field))
      }
    }
    for node in ends {
      entry.places.append(Place(node: node, position: nodes[node].ends.count))
      nodes[node].ends.append(End(filter: number, place: Int32(entry.places.count - 1)))
    }
    entries[number] = entry
  }

  /// Removes the filter with a number.
  mutating func remove(_ number: Int32) {
    for index in entries[number]!.places.indices {
      let place = entries[number]!.places[index]
      removeEnd(at: place)
      prune(place.node)
    }
    for field in entries.removeValue(forKey: number)!.fields { fields.release(field) }
  }

  private mutating func removeEnd(at place: Place) {
    let last = nodes[place.node].ends.count - 1
    nodes[place.node].ends.swapAt(place.position, last)
    nodes[place.node].ends.removeLast()
    guard place.position < last else { return }
    let moved = nodes[place.node].ends[place.position]
    entries[moved.filter]!.places[Int(moved.place)].position = place.position
  }

  /// Removes a node that leads nowhere, and those above it that then lead nowhere.
  private mutating func prune(_ number: Int32) {
    let node = nodes[number]
    guard node.ends.isEmpty, node.edges + node.ranges == 0 else { return }
    switch node.way {
    case .root: return
    case .value(let key):
      edges[key] = nil
      nodes[key.node].edges -= 1
      removeNode(number, below: key.node)
    case .range(let key, let range):
      let root = intervals.remove(range, from: ranges[key]!)
      ranges[key] = root == IntervalForest.empty ? nil : root
      nodes[key.node].ranges -= 1
      removeNode(number, below: key.node)
    }
  }

  private mutating func removeNode(_ number: Int32, below parent: Int32) {
    _ = nodes.remove(number)
    prune(parent)
  }

  private mutating func children(of node: Int32, _ condition: FilterCondition, _ field: Int32) -> [Int32] {
    switch condition.test {
    case .oneOf(let values): values.map { child(EdgeKey(node: node, field: field, value: $0)) }
    case .within(let range): [child(RangesKey(node: node, field: field), range)]
    }
  }

  private mutating func child(_ key: EdgeKey) -> Int32 {
    if let child = edges[key] { return child }
    let child = nodes.insert(Node(way: .value(key)))
    edges[key] = child
    nodes[key.node].edges += 1
    return child
  }

  private mutating func child(_ key: RangesKey, _ range: FilterRange) -> Int32 {
    let root = ranges[key] ?? IntervalForest.empty
    if let child = intervals.value(of: range, in: root) { return child }
    let child = nodes.insert(Node(way: .range(key, range)))
    ranges[key] = intervals.insert(range, value: child, into: root)
    nodes[key.node].ranges += 1
    return child
  }
}

extension FilterCondition {
  /// How many ways through the tree the condition takes; ranges stand behind single values.
  fileprivate var breadth: Int {
    switch test {
    case .oneOf(let values): values.count
    case .within: 1
    }
  }
}
