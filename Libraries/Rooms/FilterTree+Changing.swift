extension FilterTree {
  /// Adds a filter under a number that no other one has.
  mutating func insert(_ filter: Filter, number: Int32) {
    var entry = Entry()
    for alternative in filter.alternatives { insert(alternative, of: number, into: &entry) }
    entries[number] = entry
  }

  private mutating func insert(_ alternative: FilterAlternative, of filter: Int32, into entry: inout Entry) {
    var ends = [Self.root]
    var checks: [FilterCheck] = []
    for (position, condition) in alternative.conditions.sorted(by: { $0.rank < $1.rank }).enumerated() {
      let field = fields.retain(condition.field)
      entry.fields.append(condition.field)
      if condition.isStep(at: position, ends: ends.count) {
        ends = ends.flatMap { children(of: $0, condition, field) }
      } else {
        checks.append(FilterCheck(condition: condition, field: field))
      }
    }
    if !checks.isEmpty { entry.checks.append(checks) }
    let end = checks.isEmpty ? -1 : Int32(entry.checks.count - 1)
    for node in ends {
      entry.places.append(Place(node: node, position: nodes[node].ends.count))
      nodes[node].ends.append(End(filter: filter, place: Int32(entry.places.count - 1), checks: end))
    }
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
    guard node.ends.isEmpty, node.isLeaf else { return }
    switch node.way {
    case .root: return
    case .value(let key):
      edges[key] = nil
      nodes[key.node].edges -= 1
      removeNode(number, below: key.node)
    case .range(let key, let range):
      ranges[key] = rangeForest.remove(range, from: ranges[key]!).nonEmpty
      nodes[key.node].ranges -= 1
      removeNode(number, below: key.node)
    case .prefix(let key, let prefix):
      prefixes[key] = prefixForest.remove(prefix, from: prefixes[key]!).nonEmpty
      nodes[key.node].prefixes -= 1
      removeNode(number, below: key.node)
    case .presence(let key):
      presences[key] = nil
      nodes[key.node].presences -= 1
      removeNode(number, below: key.node)
    }
  }

  private mutating func removeNode(_ number: Int32, below parent: Int32) {
    _ = nodes.remove(number)
    prune(parent)
  }

  private mutating func children(of node: Int32, _ condition: FilterCondition, _ field: Int32) -> [Int32] {
    let key = FieldKey(node: node, field: field)
    switch condition.test {
    case .oneOf(let values): return values.map { child(EdgeKey(node: node, field: field, value: $0)) }
    case .within(let range): return [child(key, range)]
    case .startsWith(let prefix): return [child(key, prefix)]
    case .exists: return [child(key)]
    }
  }

  private mutating func child(_ key: EdgeKey) -> Int32 {
    if let child = edges[key] { return child }
    let child = nodes.insert(Node(way: .value(key)))
    edges[key] = child
    nodes[key.node].edges += 1
    return child
  }

  private mutating func child(_ key: FieldKey) -> Int32 {
    if let child = presences[key] { return child }
    let child = nodes.insert(Node(way: .presence(key)))
    presences[key] = child
    nodes[key.node].presences += 1
    return child
  }

  private mutating func child(_ key: FieldKey, _ range: FilterRange) -> Int32 {
    let root = ranges[key] ?? IntervalForest<FilterRange>.empty
    if let child = rangeForest.value(of: range, in: root) { return child }
    let child = nodes.insert(Node(way: .range(key, range)))
    ranges[key] = rangeForest.insert(range, value: child, into: root)
    nodes[key.node].ranges += 1
    return child
  }

  private mutating func child(_ key: FieldKey, _ prefix: FilterPrefix) -> Int32 {
    let root = prefixes[key] ?? IntervalForest<FilterPrefix>.empty
    if let child = prefixForest.value(of: prefix, in: root) { return child }
    let child = nodes.insert(Node(way: .prefix(key, prefix)))
    prefixes[key] = prefixForest.insert(prefix, value: child, into: root)
    nodes[key.node].prefixes += 1
    return child
  }
}

extension FilterAlternative {
  /// How many ways through the tree the alternative takes.
  var ways: Int {
    var ends = 1
    for (position, condition) in conditions.sorted(by: { $0.rank < $1.rank }).enumerated()
    where condition.isStep(at: position, ends: ends) {
      ends *= condition.breadth
    }
    return ends
  }
}

extension FilterCondition {
  /// Whether the condition leads on where an alternative has so many ends, instead of being checked there.
  fileprivate func isStep(at position: Int, ends: Int) -> Bool {
    // What comes first always leads away from the root, where every publication passes.
    !isNegated && (position == 0 || ends * breadth <= FilterTree.maximumEnds)
  }

  /// How many ways through the tree the condition takes.
  fileprivate var breadth: Int {
    if case .oneOf(let values) = test { values.count } else { 1 }
  }

  /// Where the condition stands on the way: what few payloads meet comes first, since what many meet in part costs.
  fileprivate var rank: Int {
    guard !isNegated else { return .max }
    return switch test {
    case .oneOf(let values): values.count
    case .startsWith: .max - 3
    case .within: .max - 2
    case .exists: .max - 1
    }
  }
}

extension Int32 {
  /// The root of a tree, and `nil` for the tree without a node.
  fileprivate var nonEmpty: Int32? { self == IntervalForest<FilterRange>.empty ? nil : self }
}
