import TautEventLoop

/// Elements on their way from a loop to one task.
final class LoopChannel<Element> {
  private var elements: [Element] = []
  private var first = 0
  private var reader: Waiter?
  private(set) var isFinished = false
  /// Told when elements were taken.
  var taken: (() -> Void)?

  var count: Int { elements.count - first }

  func append(_ element: Element) {
    guard !isFinished else { return }
    elements.append(element)
    reader.take()?.resume()
  }

  /// Nothing follows what is there.
  func finish() {
    isFinished = true
    reader.take()?.resume()
  }

  func popFirst() -> Element? {
    guard first < elements.count else { return nil }
    let element = elements[first]
    first += 1
    if first == elements.count {
      elements.removeAll(keepingCapacity: elements.count < 1024)
      first = 0
    } else if first >= 1024 {
      elements.removeFirst(first)
      first = 0
    }
    taken?()
    return element
  }

  /// Has `waiter` resumed when there is an element or the end.
  func expect(_ waiter: Waiter) {
    precondition(reader == nil, "one task reads from a sequence at a time")
    reader = waiter
  }

  func withdraw(_ waiter: Waiter) {
    if reader === waiter { reader = nil }
    waiter.giveUp()
  }
}

extension EventLoop {
  /// Takes the next element of a channel; nil after the last, and when the task is cancelled.
  static func next<Element: Sendable>(
    of channel: LoopBound<LoopChannel<Element>>, on loop: isolated EventLoop
  ) async -> Element? {
    let elements = channel.value(on: loop)
    while true {
      if let element = elements.popFirst() { return element }
      if elements.isFinished || Task.isCancelled { return nil }
      let waiter = Waiter(on: loop.reactor)
      let handle = LoopBound(waiter, on: loop)
      await withTaskCancellationHandler {
        // A closure is isolated to a parameter only when it names it; without, this would run off the loop.
        await withCheckedContinuation(isolation: loop) { continuation in
          loop.assertIsolated()
          waiter.suspend(continuation)
          guard elements.count == 0, !elements.isFinished else { return waiter.resume() }
          elements.expect(waiter)
          if Task.isCancelled { elements.withdraw(waiter) }
        }
      } onCancel: {
        loop.submit { loop in channel.value(on: loop).withdraw(handle.value(on: loop)) }
      }
    }
  }
}
