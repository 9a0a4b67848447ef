import TautBytes
import TautEventLoop
import TautSession
import TautWebSocket

/// Tokens and connections.
extension SessionDriver {
  // MARK: Tokens

  func askToken(_ ticket: UInt64) {
    guard let provider = configuration.token else { return }
    let handle = handle
    Task(executorPreference: loop.executor) { [loop] in
      let result: Result<SessionToken?, any Error>
      do {
        result = .success(try await provider())
      } catch {
        result = .failure(error)
      }
      loop.submit { loop in
        let driver = handle.value(on: loop)
        switch result {
        case .success(let token): driver.tell { $0.receiveToken(token, ticket: ticket, at: $1, into: &$2) }
        case .failure(let error): driver.tell { $0.receiveTokenFailure("\(error)", ticket: ticket, at: $1, into: &$2) }
        }
      }
    }
  }

  var handle: LoopBound<SessionDriver> {
    LoopBound(self, checking: loop)
  }

  // MARK: Connections

  func open(_ id: LinkID, _ token: String?) {
    wanted = id
    var options = configuration.connection
    options.pingInterval = nil
    options.openTimeout = session.configuration.connectTimeout
    var url = session.configuration.url ?? ""
    if let token {
      switch configuration.tokenPlacement {
      case .header: options.bearerToken = token
      case .query: url += "\(url.contains("?") ? "&" : "?")token=\(token.percentEncoded)"
      }
    }
    let handle = handle
    Connection.plan(url, options, on: loop) { loop, plan in
      let driver = handle.value(on: loop)
      switch plan {
      case .success(let plan): Connection.attempt(plan, on: loop) { driver.opened(id, $0) }
      case .failure(let error): driver.opened(id, .failure(error))
      }
    }
  }

  private func opened(_ id: LinkID, _ outcome: Result<WebSocket, ConnectError>) {
    switch outcome {
    case .success(let webSocket):
      guard wanted == id else { return webSocket.abort() }
      wanted = nil
      let link = SessionLink(id, webSocket, driver: self)
      self.link = link
      webSocket.handler = link
      updateReading()
      tell { $0.receiveOpen(id, at: $1, into: &$2) }
    case .failure(let error):
      guard wanted == id else { return }
      wanted = nil
      tell { $0.receiveFailure(id, SessionError(error), at: $1, into: &$2) }
    }
  }

  func received(_ message: RawSpan, on link: SessionLink) {
    guard self.link === link else { return }
    receive(message, on: link.id)
  }

  func receivedPong(_ token: UInt64, on link: SessionLink) {
    tell { $0.receivePong(token, on: link.id, at: $1, into: &$2) }
  }

  func receivedTraffic(on link: SessionLink) {
    tell { s, now, _ in s.receiveTraffic(on: link.id, at: now) }
  }

  func closed(_ link: SessionLink, _ ending: Ending) {
    if self.link === link { self.link = nil }
    tell { $0.receiveClosed(link.id, SessionError(ending), at: $1, into: &$2) }
  }
}
