/// What a client tells, one element after the other: messages, or changes of its phase.
///
/// It ends with the client. What nobody holds any more is not kept.
public struct ClientStream<Element: Sendable>: AsyncSequence, Sendable {
  let end: ChannelEnd<Element>

  /// Begins to read; one task reads at a time.
  public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(reader: ChannelReader(end)) }

  /// Reads one element after the other.
  public struct AsyncIterator: AsyncIteratorProtocol {
    var reader: ChannelReader<Element>

    /// The next element, or nil once the client is closed or the task is cancelled.
    public mutating func next() async -> Element? { await reader.next() }
  }
}
