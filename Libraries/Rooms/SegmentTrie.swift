/// Values under texts that dots divide into segments.
struct SegmentTrie<Value: Sendable & Hashable>: Sendable {
  private struct Node: Sendable {
    var segment: String
    var parent: Int32
    var children: [String: Int32] = [:]
    // A set, because half of the clients may have the same pattern, and each takes away its own.
    var values: Set<Value> = []
  }

  private static var root: Int32 { 0 }
  private var nodes = Slab<Node>()

  init() {
    _ = nodes.insert(Node(segment: "", parent: 0))
  }

  /// How many values there are.
  private(set) var count = 0

  /// Adds a value under segments.
  mutating func insert(_ value: Value, at segments: [Substring]) {
    var number = Self.root
    for segment in segments { number = child(of: number, String(segment)) }
    if nodes[number].values.insert(value).inserted { count += 1 }
  }

  /// Removes a value that was added under these segments.
  mutating func remove(_ value: Value, at segments: [Substring]) {
    var number = Self.root
    for segment in segments {
      guard let child = nodes[number].children[String(segment)] else { return }
      number = child
    }
    guard nodes[number].values.remove(value) != nil else { return }
    count -= 1
    prune(number)
  }

  private mutating func child(of number: Int32, _ segment: String) -> Int32 {
    if let child = nodes[number].children[segment] { return child }
    let child = nodes.insert(Node(segment: segment, parent: number))
    nodes[number].children[segment] = child
    return child
  }

  private mutating func prune(_ number: Int32) {
    let node = nodes[number]
    guard number != Self.root, node.values.isEmpty, node.children.isEmpty else { return }
    nodes.remove(number)
    nodes[node.parent].children[node.segment] = nil
    prune(node.parent)
  }
}

extension SegmentTrie {
  /// The values of the patterns that cover a name; counts the places that it looks at.
  func values(covering name: [Substring], examined: inout Int) -> [Value] {
    var found: [Value] = []
    var open: [(node: Int32, depth: Int)] = [(Self.root, 0)]
    while let (number, depth) = open.popLast() {
      examined += 1
      let node = nodes[number]
      guard depth < name.count else {
        found += node.values
        continue
      }
      if let child = node.children[String(name[depth])] { open.append((child, depth + 1)) }
      if let child = node.children[String(RoomPattern.one)] { open.append((child, depth + 1)) }
      if let child = node.children[String(RoomPattern.tail)] { found += nodes[child].values }
    }
    return found
  }

  /// The values of the names that a pattern covers, at most `limit` of them.
  func values(coveredBy pattern: [Substring], limit: Int) -> [Value] {
    var found: [Value] = []
    var open: [(node: Int32, depth: Int)] = [(Self.root, 0)]
    while found.count < limit, let (number, depth) = open.popLast() {
      let node = nodes[number]
      let hasTail = pattern.last == RoomPattern.tail
      // Below the place of the tail everything is covered.
      if depth == pattern.count || hasTail && depth > pattern.count { found += node.values.prefix(limit - found.count) }
      guard depth < pattern.count || hasTail else { continue }
      let segment = depth < pattern.count ? pattern[depth] : RoomPattern.tail
      if segment == RoomPattern.one || segment == RoomPattern.tail {
        open += node.children.values.map { ($0, depth + 1) }
      } else if let child = node.children[String(segment)] {
        open.append((child, depth + 1))
      }
    }
    return found
  }
}
