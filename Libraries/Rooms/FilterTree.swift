/// The tree of conditions behind a ``SubscriptionIndex``.
///
/// Each alternative of a filter has its own ways through the tree. Its conditions stand in one order: single values, then
/// lists, prefixes, ranges, and what merely exists. Every condition is a step to a child; a list is a step for each of its
/// members. So that several long lists do not multiply, an alternative takes at most ``maximumEnds`` ways; what goes beyond
/// that, and what must not be, is checked where its ways end. What only says what must not be ends at the root, and is
/// checked each time.
struct FilterTree: Sendable {
  /// The most ways that one alternative may take, if its shortest list allows it.
  static let maximumEnds = 256

  /// The fields that the filters ask about.
  var fields = FieldTable()

  struct EdgeKey: Sendable, Hashable {
    var node: Int32
    var field: Int32
    var value: FilterValue
  }

  struct FieldKey: Sendable, Hashable {
    var node: Int32
    var field: Int32
  }

  /// How a node is reached from its parent.
  enum Way: Sendable {
    case root
    case value(EdgeKey)
    case range(FieldKey, FilterRange)
    case prefix(FieldKey, FilterPrefix)
    case presence(FieldKey)
  }

  /// An alternative that ends at a node: its filter's number, which of its places this is, and what is left to check.
  struct End: Sendable {
    var filter: Int32
    var place: Int32
    /// The position of the checks among the filter's, and negative where there are none.
    var checks: Int32
  }

  struct Node: Sendable {
    var way: Way
    var ends: [End] = []
    var edges: Int32 = 0
    var ranges: Int32 = 0
    var prefixes: Int32 = 0
    var presences: Int32 = 0

    var isLeaf: Bool { edges | ranges | prefixes | presences == 0 }
  }

  struct Place: Sendable {
    var node: Int32
    var position: Int
  }

  struct Entry: Sendable {
    var places: [Place] = []
    var checks: [[FilterCheck]] = []
    var fields: [FilterField] = []
  }

  static let root: Int32 = 0
  var nodes = Slab<Node>()
  var edges: [EdgeKey: Int32] = [:]
  var presences: [FieldKey: Int32] = [:]
  var ranges: [FieldKey: Int32] = [:]
  var prefixes: [FieldKey: Int32] = [:]
  var rangeForest = IntervalForest<FilterRange>()
  var prefixForest = IntervalForest<FilterPrefix>()
  var entries: [Int32: Entry] = [:]

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
      for end in node.ends where passes(end, payload) { found.append(end.filter) }
      guard !node.isLeaf else { continue }
      for entry in payload.entries {
        if node.presences > 0, entry.isPresent { step(number, entry.field, into: &open, examined: &examined) }
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
    guard node.ranges | node.prefixes > 0 else { return }
    switch value {
    case .number(let size):
      guard let root = ranges[FieldKey(node: number, field: field)] else { return }
      rangeForest.collect(size, in: root, into: &open, examined: &examined)
    case .text(let text):
      guard let root = prefixes[FieldKey(node: number, field: field)] else { return }
      prefixForest.collect(FilterPrefix.Bound(bytes: Array(text.utf8)), in: root, into: &open, examined: &examined)
    case .boolean: return
    }
  }

  private func step(_ number: Int32, _ field: Int32, into open: inout [Int32], examined: inout Int) {
    examined += 1
    if let child = presences[FieldKey(node: number, field: field)] { open.append(child) }
  }

  private func passes(_ end: End, _ payload: borrowing PayloadFields) -> Bool {
    guard end.checks >= 0 else { return true }
    for check in entries[end.filter]!.checks[Int(end.checks)] where !check.passes(payload) { return false }
    return true
  }
}
