/// The messages of a connection, until it is closed.
public struct Messages: AsyncSequence, Sendable {
  let connection: Connection

  /// Receives one message after the other.
  public struct AsyncIterator: AsyncIteratorProtocol {
    let connection: Connection

    /// The next message, or nil once the connection is closed.
    public mutating func next() async throws(ConnectionError) -> Message? {
      try await connection.receive()
    }
  }

  /// Begins to receive.
  ///
  /// One task receives from a connection at a time.
  public func makeAsyncIterator() -> AsyncIterator {
    AsyncIterator(connection: connection)
  }
}
