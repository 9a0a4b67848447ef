import TautEventLoop
import TautEnvelope
import TautSession
import TautWebSocket

extension SessionDriver {
  /// Asks over HTTP what a room has after a position.
  func fetch(_ room: String, _ since: SubscribeSince?, _ ticket: UInt64) {
    let handle = handle
    let poll = configuration.poll ?? poll
    Task(executorPreference: loop.executor) { [loop] in
      let result: Result<[UInt8], any Error>
      do {
        result = .success(try await poll(room, since))
      } catch {
        result = .failure(error)
      }
      loop.submit { loop in
        let driver = handle.value(on: loop)
        switch result {
        case .success(let answer): driver.receivePollAnswer(answer, ticket: ticket)
        case .failure(let error):
          driver.tell { session, _, output in
            session.receivePollEnd(ticket: ticket, failure: "\(error)", into: &output)
          }
        }
      }
    }
  }

  /// The question for what a room remembers; nil where there is no URL to ask.
  func historyPoll(_ room: String, _ since: SubscribeSince?, _ limit: Int) throws(ConnectError) -> RoomPoll? {
    guard let url = configuration.pollURL ?? session.configuration.url else { return nil }
    return try RoomPoll(
      url, room, since, historyLimit: limit, session.presentToken, configuration.connection)
  }

  /// The poll of our own servers, at the host of the session's URL.
  private var poll: @Sendable (String, SubscribeSince?) async throws -> [UInt8] {
    let url = configuration.pollURL ?? session.configuration.url
    // Where nobody connects, nobody has asked for a token yet.
    let connects = session.configuration.url != nil && session.configuration.isEnabled
    let provider = connects ? nil : configuration.token
    // Wherever a WebSocket's token has to stand, here the header will do.
    return { [token = session.presentToken, options = configuration.connection, loop] room, since in
      guard let url else { throw SessionError.notConnected }
      let fresh = try await provider?()?.text
      return try await RoomPoll(url, room, since, fresh ?? token, options).answer(on: loop)
    }
  }
}
