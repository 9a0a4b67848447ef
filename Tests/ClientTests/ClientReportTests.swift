import TautBackoff
import TautClient
import TautDiagnostics
import TautEnvelope
import TautHealth
import TautNotifications
import TautSession
import TautWebSocket
import Testing

@Suite struct ClientReportTests {
  private struct Odds: Codable, Sendable, Equatable {
    var odds: Int
  }

  private struct Broken: Error {}

  private static func configuration(_ port: UInt16) -> ClientConfiguration {
    var configuration = ClientConfiguration.v2("ws://127.0.0.1:\(port)/ws")
    configuration.session.backoff = .immediate
    return configuration
  }

  @Test func `a user is told of a lost connection and of its return`() async throws {
    let server = try await RoomServer()
    try await Client.withConnection(Self.configuration(server.port)) { client in
      var notices = await client.notifications().makeAsyncIterator()
      _ = try await client.request("greet")
      server.dropAll()
      var texts: [String] = []
      while texts.last != "Connection restored", let toast = await notices.next() { texts.append(toast.notice.text) }
      #expect(texts.suffix(2) == ["Connection lost, attempting to reconnect...", "Connection restored"])
      let indicator = await client.indicator()
      #expect(indicator.label == "Connected")
      let state = await client.state()
      #expect(state.stats.successfulConnections == 2)
      let health = await client.health()
      #expect(health.recentLosses == 1)
      let explanation = await client.explain()
      #expect(!explanation.summary.isEmpty)
    }
  }

  @Test func `a restart that the server announces is told as one, wherever somebody looks`() async throws {
    let server = try await RoomServer()
    try await Client.withConnection(Self.configuration(server.port)) { client in
      var notices = await client.notifications().makeAsyncIterator()
      _ = try await client.request("restart")
      var text: String?
      while text?.hasPrefix("The server restarts") != true, let toast = await notices.next() {
        text = toast.notice.text
      }
      #expect(text == "The server restarts; reconnecting in 60 s")
      let state = await client.state()
      #expect(state.phase == .open && state.announcedRestart == "deploy")
      let explanation = await client.explain()
      #expect(explanation.causes == ["the server restarts: deploy"])
      let detail = await client.indicator().detail
      #expect(detail == "the server restarts")
    }
  }

  @Test func `a handler that throws harms no other, and a notice tells of it`() async throws {
    let server = try await RoomServer()
    try await Client.withConnection(Self.configuration(server.port)) { client in
      var notices = await client.notifications().makeAsyncIterator()
      let (stream, seen) = AsyncStream.makeStream(of: String.self)
      _ = await client.register(["hello there": { _ in throw Broken() }])
      _ = await client.register(["hello there": { seen.yield($0.type.rawValue) }])
      _ = try await client.request("greet")
      var names = stream.makeAsyncIterator()
      let name = await names.next()
      #expect(name == "hello there")
      var toast = await notices.next()
      while let next = toast, next.notice.severity != .error { toast = await notices.next() }
      #expect(toast?.notice.text == "A handler of hello there failed: Broken()")
    }
  }

  @Test func `what goes wrong without an end of the connection is told, shown and logged`() async throws {
    let server = try await RoomServer()
    var configuration = Self.configuration(server.port)
    configuration.session.queueLimit = 0
    try await Client.withConnection(configuration) { client in
      var notices = await client.notifications().makeAsyncIterator()
      _ = try await client.request("complain")
      await #expect(throws: SessionError.queueFull(messages: 0, bytes: 0)) { try await client.send("odds") }
      var texts: [String] = []
      while texts.count < 3, let toast = await notices.next() {
        if toast.notice.topic != Notice.connectionTopic { texts.append(toast.notice.text) }
      }
      #expect(
        texts == [
          "Error: the server answered RATE_LIMIT_EXCEEDED: not so fast",
          "Error: the server sent what is no message: expected a value at byte 0",
          "0 messages wait for the connection, no more are taken",
        ])
      let log = await client.log()
      let warnings = log.filter { $0.level == .warning }
      #expect(warnings.map(\.event) == ["server_error", "server_error", "queue"])
      #expect(warnings.map(\.message) == texts)
      let newer = await client.log(after: log.count - 1)
      #expect(newer.map(\.event) == ["queue"])
      // An error stays until somebody takes it away.
      let error = await client.toasts().last
      #expect(error?.notice.text == texts.last)
      if let error { await client.dismiss(error) }
      let left = await client.toasts()
      #expect(!left.contains { $0.id == error?.id })
    }
  }

  @Test func `who gave up says so to those who wait for messages`() async throws {
    var configuration = Self.configuration(1)
    configuration.session.backoff.maximumAttempts = 0
    try await Client.withConnection(configuration) { client in
      var odds = try await client.subscribe(to: "mlb", as: Odds.self).makeAsyncIterator()
      do {
        _ = try await odds.next()
        #expect(Bool(false))
      } catch let error as SessionError {
        #expect(error.code == "GAVE_UP" && error.suggestion.hasSuffix("then call connect()"))
      }
    }
  }

  @Test func `what is no URL is an error before anything else`() async {
    await #expect(throws: ConnectError.self) {
      try await Client.withConnection("http://127.0.0.1/ws") { _ in }
    }
  }

  @Test func `a reader that is slow loses nothing and holds the server back`() async throws {
    let server = try await RoomServer()
    var configuration = Self.configuration(server.port)
    configuration.inboxLimit = 4
    try await Client.withConnection(configuration) { client in
      let subscription = try await client.subscribe(to: "mlb", as: Odds.self)
      var events = subscription.events.makeAsyncIterator()
      guard case .subscribed = await events.next() else { return #expect(Bool(false)) }
      for number in 1...100 { server.publish(#"{"odds":\#(number)}"#) }
      var odds = subscription.makeAsyncIterator()
      for number in 1...100 {
        let next = try await odds.next()
        #expect(next == Odds(odds: number))
      }
    }
  }
}
