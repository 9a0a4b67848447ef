/// Many search trees over intervals in one arena, which tell what intervals hold a point.
///
/// Each tree is a treap ordered by interval, whose nodes know the largest upper bound below them. So a lookup costs about
/// the depth for each interval that it finds, and those that end too early or begin too late cost nothing.
struct IntervalForest<Range: Interval>: Sendable {
  /// The number of a node; a tree is named by its root.
  typealias Link = Int32

  /// The tree without a node.
  static var empty: Link { -1 }

  private struct Node: Sendable {
    var range: Range
    var priority: Int
    var value: Int32
    var left: Link = -1
    var right: Link = -1
    var highest: Range.Bound
  }

  private var nodes: [Node] = []
  private var free: [Link] = []
  private var born = 0

  /// The value that a tree holds for exactly this range.
  func value(of range: Range, in root: Link) -> Int32? {
    var link = root
    while link != Self.empty {
      let node = nodes[Int(link)]
      if node.range == range { return node.value }
      link = range < node.range ? node.left : node.right
    }
    return nil
  }

  /// Adds a range that the tree does not hold yet, and returns the new root.
  mutating func insert(_ range: Range, value: Int32, into root: Link) -> Link {
    let (left, right) = split(root, before: range)
    return merge(merge(left, makeNode(range, value)), right)
  }

  /// Removes a range that the tree holds, and returns the new root.
  mutating func remove(_ range: Range, from root: Link) -> Link {
    let node = nodes[Int(root)]
    if node.range == range {
      free.append(root)
      return merge(node.left, node.right)
    }
    if range < node.range {
      nodes[Int(root)].left = remove(range, from: node.left)
    } else {
      nodes[Int(root)].right = remove(range, from: node.right)
    }
    updateHighest(root)
    return root
  }

  /// Appends the values of all ranges that hold `point`, and counts the nodes that were looked at.
  func collect(_ point: Range.Bound, in root: Link, into values: inout [Int32], examined: inout Int) {
    guard root != Self.empty else { return }
    examined += 1
    let node = nodes[Int(root)]
    guard node.highest >= point else { return }
    collect(point, in: node.left, into: &values, examined: &examined)
    guard node.range.lower <= point else { return }
    if node.range.upper >= point { values.append(node.value) }
    collect(point, in: node.right, into: &values, examined: &examined)
  }

  private mutating func makeNode(_ range: Range, _ value: Int32) -> Link {
    born += 1
    // Swift seeds its hasher anew in each process: who chooses the ranges cannot choose a deep tree.
    var hasher = Hasher()
    hasher.combine(born)
    let node = Node(range: range, priority: hasher.finalize(), value: value, highest: range.upper)
    if let link = free.popLast() {
      nodes[Int(link)] = node
      return link
    }
    nodes.append(node)
    return Link(nodes.count - 1)
  }

  private mutating func split(_ root: Link, before range: Range) -> (Link, Link) {
    guard root != Self.empty else { return (Self.empty, Self.empty) }
    let node = nodes[Int(root)]
    if node.range < range {
      let (left, right) = split(node.right, before: range)
      nodes[Int(root)].right = left
      updateHighest(root)
      return (root, right)
    }
    let (left, right) = split(node.left, before: range)
    nodes[Int(root)].left = right
    updateHighest(root)
    return (left, root)
  }

  private mutating func merge(_ left: Link, _ right: Link) -> Link {
    guard left != Self.empty else { return right }
    guard right != Self.empty else { return left }
    if nodes[Int(left)].priority > nodes[Int(right)].priority {
      nodes[Int(left)].right = merge(nodes[Int(left)].right, right)
      updateHighest(left)
      return left
    }
    nodes[Int(right)].left = merge(left, nodes[Int(right)].left)
    updateHighest(right)
    return right
  }

  private mutating func updateHighest(_ link: Link) {
    var highest = nodes[Int(link)].range.upper
    for child in [nodes[Int(link)].left, nodes[Int(link)].right] where child != Self.empty {
      highest = max(highest, nodes[Int(child)].highest)
    }
    nodes[Int(link)].highest = highest
  }
}
