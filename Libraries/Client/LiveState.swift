import TautEventLoop
import TautJSON
import TautReconciliation
import TautSession

/// The state of a room, kept like the server's: what its publications amount to, each item once, with your own changes on top.
///
/// Each publication whose payload has an `id` (``LiveStateConfiguration/key``) is the item's value from then on; one with
/// `"deleted": true` removes it. Iterate to follow it:
///
/// ```swift
/// for try await change in odds {
///   switch change {
///   case .snapshot(let all): show(all)
///   case .upsert(let id, let value): show(value, as: id)
///   case .remove(let id): hide(id)
///   default: continue
///   }
/// }
/// ```
///
/// Each iteration begins with what is known. A reader that falls behind by ``LiveStateConfiguration/backlogLimit`` changes gets a
/// snapshot in place of them, so no reader holds the connection back, and none costs more than that. Items are decoded once, on
/// the client's loop.
public struct LiveState<Value: Decodable & Sendable>: AsyncSequence, Sendable {
  /// The room.
  public let room: String

  let client: Client
  let id: SubscriptionID
  let view: LoopBound<StateView<Value>>
  let driver: LoopBound<StateDriver>

  /// The items, by their ids, as they are to be shown now; the last ones while the state is not live.
  public var items: [String: Value] {
    get async { await with { view, _ in view.items } }
  }

  /// Whether the state follows the room.
  public var isLive: Bool {
    get async { await with { view, _ in view.isLive } }
  }

  /// Whether the server had all items of the room with its last snapshot.
  ///
  /// A server keeps the 1,000 that changed last, and 512 KiB; what it forgets, an audit takes out here as well.
  public var isComplete: Bool {
    get async { await with { _, driver in driver.mirror.isComplete } }
  }

  /// How often an audit found that the state was not the server's, and healed it.
  public var divergences: Int {
    get async { await with { _, driver in driver.mirror.divergences } }
  }

  /// Returns as soon as the state follows the room.
  ///
  /// - Throws: ``LiveStateError``; `CancellationError` when the task is cancelled.
  public func waitUntilLive() async throws {
    for try await case .live in self { return }
    try Task.checkCancellation()
    throw LiveStateError.closed
  }

  /// Loads all items anew (S0's `forceReconciliation`).
  ///
  /// Without a connection, or while they are being loaded, it does nothing.
  public func force() async {
    await with { _, driver in driver.tell { $0.force(now: $1) } }
  }

  /// Ends it: the sequences end, and who waits for a change gets ``LiveStateError/closed``.
  public func cancel() async {
    await client.unsubscribe(id)
  }

  func with<Result: Sendable>(
    _ body: @Sendable (StateView<Value>, StateDriver) -> Result
  ) async -> Result {
    await client.withLoop { loop, _ in body(view.value(on: loop), driver.value(on: loop)) }
  }

  // MARK: Following

  /// Begins to follow; several tasks can, each with an iterator of its own.
  public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(state: self) }

  /// Reads one change after the other.
  public struct AsyncIterator: AsyncIteratorProtocol {
    let state: LiveState
    private var reader: ChannelReader<StateView<Value>.Event>?

    init(state: LiveState) {
      self.state = state
    }

    /// The next change; nil once the state is over or the task is cancelled.
    ///
    /// - Throws: ``LiveStateError`` where the state is over, or not kept for the time being. Begin anew to see it go on.
    public mutating func next() async throws -> LiveStateChange<Value>? {
      if reader == nil { reader = ChannelReader(await state.read()) }
      return try await reader?.next()?.get()
    }
  }

  private func read() async -> ChannelEnd<StateView<Value>.Event> {
    await client.withLoop { loop, _ in ChannelEnd(view.value(on: loop).read(), on: loop) }
  }
}
