import TautEventLoop
public import TautSession

/// The messages of a room, each once and in order, over all reconnects.
///
/// Iterate to get the content of the messages as values; ``events`` has everything that is told.
public struct Subscription<Value: Decodable & Sendable>: AsyncSequence, Sendable {
  /// The session's number.
  public let id: SubscriptionID

  let client: Client
  let channel: LoopBound<LoopChannel<SubscriptionEvent>>

  /// Everything that is told: grants, messages, gaps.
  public var events: SubscriptionEvents { SubscriptionEvents(client: client, channel: channel) }

  /// Ends the subscription; the sequence ends.
  public func cancel() async {
    await client.unsubscribe(id)
  }

  /// Begins to read; one task reads at a time.
  public func makeAsyncIterator() -> AsyncIterator {
    AsyncIterator(events: events.makeAsyncIterator())
  }

  /// Reads one value after the other.
  public struct AsyncIterator: AsyncIteratorProtocol {
    var events: SubscriptionEvents.AsyncIterator

    /// The next value, or nil once the subscription is over.
    ///
    /// - Throws: The server's refusal, or a `DecodingError`.
    public mutating func next() async throws -> Value? {
      while let event = await events.next() {
        switch event {
        case .message(let message): return try message.decode(Value.self)
        case .refused(let error): throw error
        case .subscribed, .gap: continue
        }
      }
      return nil
    }
  }
}

/// Everything that a subscription is told.
public struct SubscriptionEvents: AsyncSequence, Sendable {
  let client: Client
  let channel: LoopBound<LoopChannel<SubscriptionEvent>>

  /// Begins to read; one task reads at a time.
  public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(client: client, channel: channel) }

  /// Reads one event after the other.
  public struct AsyncIterator: AsyncIteratorProtocol {
    let client: Client
    let channel: LoopBound<LoopChannel<SubscriptionEvent>>

    /// The next event, or nil once the subscription is over or the task is cancelled.
    public mutating func next() async -> SubscriptionEvent? {
      await EventLoop.next(of: channel, on: client.loop)
    }
  }
}
