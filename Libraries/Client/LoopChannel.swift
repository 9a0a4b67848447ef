import TautEventLoop

/// Elements on their way from a loop to one task.
final class LoopChannel<Element> {
  private var elements: [Element] = []
  private var reader: Waiter?
  private let limit: Int
  private let dropsOldest: Bool
  private(set) var isFinished = false
  /// Whether more waits than the limit.
  private(set) var isFull = false
  /// Told when it becomes full, and when it was emptied.
  var fullness: ((Bool) -> Void)?

  /// A channel for so many elements.
  ///
  /// Whoever fills it is told when there are more, through ``fullness``, or the oldest are dropped.
  init(limit: Int, dropsOldest: Bool = false) {
    self.limit = limit
    self.dropsOldest = dropsOldest
  }

  var isEmpty: Bool { elements.isEmpty }
  var count: Int { elements.count }

  func append(_ element: Element) {
    guard !isFinished else { return }
    if dropsOldest, elements.count == limit { elements.removeFirst() }
    elements.append(element)
    if !isFull, elements.count > limit { setFull(true) }
    reader.take()?.resume()
  }

  /// Nothing follows what is there.
  func finish() {
    isFinished = true
    if isFull { setFull(false) }
    reader.take()?.resume()
  }

  /// Nobody reads any more.
  func abandon() {
    finish()
    elements = []
  }

  /// Puts other elements in the place of those that nobody has taken.
  func replaceAll(with others: [Element]) { elements = others }

  /// Takes out everything.
  func takeAll() -> [Element] {
    let all = elements
    elements = []
    if isFull { setFull(false) }
    return all
  }

  private func setFull(_ isFull: Bool) {
    self.isFull = isFull
    fullness?(isFull)
  }

  /// Has `waiter` resumed when there is an element or the end.
  func expect(_ waiter: Waiter) {
    precondition(reader == nil, "one task reads from a sequence at a time: ask the client for a sequence for each task")
    reader = waiter
  }

  func withdraw(_ waiter: Waiter) {
    if reader === waiter { reader = nil }
    waiter.giveUp()
  }
}

/// What a task has taken out of a channel and not used yet.
///
/// A way to the loop and back costs more than most messages are worth, so a task takes all that there is at a time.
struct ChannelReader<Element: Sendable> {
  private let end: ChannelEnd<Element>
  private var taken: [Element] = []
  private var first = 0

  init(_ end: ChannelEnd<Element>) {
    self.end = end
  }

  /// The next element; nil after the last, and when the task is cancelled.
  mutating func next() async -> Element? {
    if first == taken.count {
      taken = await EventLoop.takeAll(of: end.channel, on: end.loop)
      first = 0
    }
    guard first < taken.count else { return nil }
    defer { first += 1 }
    return taken[first]
  }
}

extension EventLoop {
  /// Takes what a channel holds, once that is something; nothing after the end, and when the task is cancelled.
  fileprivate static func takeAll<Element: Sendable>(
    of channel: LoopBound<LoopChannel<Element>>, on loop: isolated EventLoop
  ) async -> [Element] {
    let elements = channel.value(on: loop)
    while true {
      guard elements.isEmpty, !elements.isFinished, !Task.isCancelled else { return elements.takeAll() }
      let waiter = Waiter(on: loop.reactor)
      let handle = LoopBound(waiter, on: loop)
      await withTaskCancellationHandler {
        // A closure is isolated to a parameter only when it names it; without, this would run off the loop.
        await withCheckedContinuation(isolation: loop) { continuation in
          loop.assertIsolated()
          waiter.suspend(continuation)
          guard elements.isEmpty, !elements.isFinished else { return waiter.resume() }
          elements.expect(waiter)
          if Task.isCancelled { elements.withdraw(waiter) }
        }
      } onCancel: {
        loop.submit { loop in channel.value(on: loop).withdraw(handle.value(on: loop)) }
      }
    }
  }
}
