public import TautSession

/// The messages of a room, each once and in order, over all reconnects.
///
/// Iterate to get the content of the messages as values; ``events`` has everything that is told. One task reads, and keeps
/// its iterator: what an iterator has taken is its own. Without a reader the subscription stays, for handlers and
/// ``Client/messages()``, until ``cancel()``.
public struct Subscription<Value: Decodable & Sendable>: AsyncSequence, Sendable {
  /// The session's number.
  public let id: SubscriptionID

  let client: Client
  let end: ChannelEnd<SubscriptionEvent>
  /// The types whose content is a value, by their canonical names.
  let types: Set<MessageType>?

  /// Everything that is told: grants, messages, gaps.
  public var events: SubscriptionEvents { SubscriptionEvents(end: end) }

  /// Ends the subscription; the sequence ends.
  public func cancel() async {
    await client.unsubscribe(id)
  }

  /// Begins to read; one task reads at a time.
  public func makeAsyncIterator() -> AsyncIterator {
    AsyncIterator(events: events.makeAsyncIterator(), types: types)
  }

  /// Reads one value after the other.
  public struct AsyncIterator: AsyncIteratorProtocol {
    var events: SubscriptionEvents.AsyncIterator
    let types: Set<MessageType>?

    /// The next value, or nil once the subscription is over.
    ///
    /// - Throws: The server's refusal or the session's error once it gave up, a ``SessionError``; a ``MessageDecodingError`` for
    ///   a message with another content, after which the next call goes on behind it.
    public mutating func next() async throws -> Value? {
      while let event = await events.next() {
        switch event {
        case .message(let message):
          guard types?.contains(message.type.canonical) ?? true else { continue }
          return try message.value() as Value
        case .refused(let error), .interrupted(let error): throw error
        case .subscribed, .gap: continue
        }
      }
      return nil
    }
  }
}

/// Everything that a subscription is told.
public struct SubscriptionEvents: AsyncSequence, Sendable {
  let end: ChannelEnd<SubscriptionEvent>

  /// Begins to read; one task reads at a time.
  public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(reader: ChannelReader(end)) }

  /// Reads one event after the other.
  public struct AsyncIterator: AsyncIteratorProtocol {
    var reader: ChannelReader<SubscriptionEvent>

    /// The next event, or nil once the subscription is over or the task is cancelled.
    public mutating func next() async -> SubscriptionEvent? { await reader.next() }
  }
}
