import Synchronization

/// A queue that any thread adds to and one thread empties, without a lock.
///
/// What was added hangs in a list whose head is exchanged (a Treiber stack); since the whole list is always taken at once, no
/// node is seen by two takers. Unbounded: what is posted is bounded where it comes from.
@safe final class Mailbox<Element: Sendable>: Sendable {
  @safe private final class Node: Sendable {
    let element: Element
    // Written before the node is published by its only owner, read after it was taken by its only owner.
    nonisolated(unsafe) var next: Unmanaged<Node>?

    init(_ element: Element) {
      self.element = element
    }
  }

  private let newest = unsafe Atomic<Unmanaged<Node>?>(nil)

  init() {}

  deinit {
    _ = take()
  }

  /// Adds an element behind those of the same thread.
  ///
  /// - Returns: Whether the mailbox was empty, so that its owner must be woken.
  func post(_ element: Element) -> Bool {
    let node = Node(element)
    // The list holds this reference until the node is taken.
    let new = unsafe Unmanaged.passRetained(node)
    var seen = unsafe newest.load(ordering: .relaxed)
    while true {
      unsafe node.next = seen
      let (done, found) = unsafe newest.compareExchange(
        expected: seen, desired: new, successOrdering: .releasing, failureOrdering: .relaxed)
      if done { return unsafe seen == nil }
      unsafe seen = found
    }
  }

  /// Takes all elements, oldest first.
  func take() -> [Element] {
    guard unsafe newest.load(ordering: .relaxed) != nil else { return [] }
    var elements: [Element] = []
    var next = unsafe newest.exchange(nil, ordering: .acquiring)
    while let node = unsafe next?.takeRetainedValue() {
      elements.append(node.element)
      unsafe next = node.next
    }
    elements.reverse()
    return elements
  }
}
