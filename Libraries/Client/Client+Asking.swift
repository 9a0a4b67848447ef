public import TautEnvelope
import TautJSON
public import TautSession

/// What else a program may want to know.
extension Client {
  /// The rooms that the program is subscribed to, sorted.
  public func rooms() async -> [String] { await withDriver { $0.roomNames } }

  /// What ended the last connection or attempt; nil while connected, and before the first attempt has failed.
  public func lastError() async -> SessionError? { await withDriver { $0.gaveUp ?? $0.lastFailure } }

  /// Asks the server for a pong, and measures how long it takes.
  ///
  /// - Parameter timeout: How long to wait, or nil for the configuration's time.
  /// - Returns: The time from the ping to its answer.
  /// - Throws: ``SessionError``.
  @discardableResult
  public func ping(timeout: Duration? = nil) async throws(SessionError) -> Duration {
    let start = ContinuousClock.now
    _ = try await request(.ping, timeout: timeout)
    return ContinuousClock.now - start
  }

  /// Asks who is in a room.
  ///
  /// - Throws: ``SessionError``, or what `Codable` throws where a server answers otherwise than ours.
  public func presence(in room: String) async throws -> RoomMembers {
    try await request("presence", ["channel": room])
  }

  /// Asks over HTTP what a room remembers, with and without a connection; it changes nothing about what is delivered.
  ///
  /// - Parameters:
  ///   - room: The room.
  ///   - since: What came after this position; nil for the latest.
  ///   - limit: The most messages, up to the server's own limit.
  /// - Returns: The messages, oldest first.
  /// - Throws: ``SessionError/refused(status:reason:retryAfter:)`` where the server refuses, another ``SessionError`` or
  ///   ``ConnectError`` where it cannot be reached.
  public func history(of room: String, since: SubscribeSince? = nil, limit: Int = 100) async throws -> RoomHistory {
    guard let question = try await withDriver({ driver in Result { try driver.historyPoll(room, since, limit) } }).get()
    else { throw SessionError.notConnected }
    guard let history = RoomHistory(try await question.answer(on: loop)) else {
      throw SessionError.invalidMessage("the answer is no history")
    }
    return history
  }
}
