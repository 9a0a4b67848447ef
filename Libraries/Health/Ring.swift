/// The last few values, oldest first: adding the next one forgets the oldest when it is full.
struct Ring<Element: Sendable>: Sendable {
  private let capacity: Int
  private var elements: [Element] = []
  private var oldest = 0

  /// An empty ring for `capacity` values.
  init(capacity: Int) {
    self.capacity = capacity
  }

  /// The values in the order in which they came.
  var inOrder: [Element] { Array(elements[oldest...] + elements[..<oldest]) }

  mutating func append(_ element: Element) {
    guard elements.count == capacity else { return elements.append(element) }
    elements[oldest] = element
    oldest = (oldest + 1) % capacity
  }

  /// Adds up what `body` makes of each value.
  func sum(_ body: (Element) -> Double) -> Double { elements.reduce(0) { $0 + body($1) } }
}
