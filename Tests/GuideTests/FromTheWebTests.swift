import Foundation
import TautBackoff
import TautClient
import TautEnvelope
import TautReconciliation
import TautServer
import TautSession
import Testing

/// Docs/Guides/From-the-web.md: its code runs, and it is the code that runs here.
@Suite(.serialized) struct FromTheWebTests {
  @Test func `the guide shows the code that is compiled here`() throws {
    let tests = URL(filePath: #filePath).deletingLastPathComponent()
    let guide = tests.appending(path: "../../Docs/Guides/From-the-web.md")
    let files = ["Enhanced", "Rooms", "Structured", "Events", "User"].map { "FromTheWeb\($0).swift" }
    let code = try files.map { try String(contentsOf: tests.appending(path: $0), encoding: .utf8) }.joined()
    let blocks = try String(contentsOf: guide, encoding: .utf8).components(separatedBy: "```swift\n").dropFirst()
    #expect(blocks.count == 33)
    for block in blocks {
      let shown = try #require(block.components(separatedBy: "```\n").first)
      for part in shown.components(separatedBy: "\n}\n") where !part.isEmpty {
        let text = part.trimmingCharacters(in: .newlines)
        #expect(code.contains(text), "the code differs from the guide:\n\(text)")
      }
    }
  }

  // MARK: Against a server

  private func withServer(_ body: (_ base: String) async throws -> Void) async throws {
    var configuration = ServerConfiguration()
    configuration.port = 0
    configuration.hasFeed = false
    let server = try Server(configuration)
    let port = try await server.start()
    defer { server.stop() }
    try await body("ws://127.0.0.1:\(port)")
  }

  /// Waits until the client is connected.
  private func connected(_ client: Client) async {
    let changes = await client.states()
    if await client.phase().isConnected { return }
    for await change in changes where change.to.isConnected { return }
  }

  @Test func `the enhanced client's examples`() async throws {
    try await withServer { base in
      let screen = Screen()
      try await Client.withConnection(configured("\(base)/ws")) { client in
        await connected(client)
        let token = await followProps(client, on: screen)
        await fetchProps(client, on: screen)
        #expect(screen.lines.last?.hasSuffix(" props") == true, "\(screen.lines)")
        let props = try await followFiltered(client)
        await props.cancel()
        await showHealth(client, on: screen)
        #expect(screen.lines.contains("Health: 100%, green"))
        await debugging(client, on: screen)
        #expect(screen.lines.contains { $0.hasPrefix("Why: connected to ") })
        await token.cancel()
        let states = try await stateCategories(client)
        for state in states.values { try await state.waitUntilLive() }
        #expect(states.keys.sorted() == ["games", "odds", "props"])
      }
      #expect(simulated(seed: 1, at: .now).count == 2)
      #expect(
        patientBackoff().baseDelay(attempt: 3, after: SessionError.refused(status: 429, reason: "")) == .seconds(15))
      #expect(patientBackoff().baseDelay(attempt: 3) == .seconds(8))
    }
  }

  @Test func `the state is shown as it is`() async throws {
    try await withServer { base in
      let screen = Screen()
      try await Client.withConnection("\(base)/ws") { client in
        await connected(client)
        let task = Task { await showStatus(client, on: screen) }
        while screen.lines.isEmpty { await Task.yield() }
        task.cancel()
      }
      #expect(screen.lines.first == "Status: READY")
    }
  }

  @Test func `the rooms client's examples`() async throws {
    try await withServer { base in
      let screen = Screen()
      try await Client.withConnection(roomsClient(base, token: nil)) { client in
        await connected(client)
        for subscription in try await subscribeToRooms(client) { await subscription.cancel() }
        try await followArbitrage(client, on: screen)
        #expect(screen.lines == ["subscribed at 0"])
        try await setConfig(client, base: base)
      }
      #expect(roomsClient(base, token: "t").token != nil)
    }
  }

  @Test func `the structured client's examples`() async throws {
    try await withServer { base in
      let screen = Screen()
      var saved: [UInt8] = []
      try await Client.withConnection(structuredClient(base, id: "abc-123")) { client in
        await connected(client)
        await diagnosticsPanel(client, on: screen)
        #expect(screen.lines.contains { $0.hasPrefix("open, uptime ") })
        try await rememberClient(client) { saved = $0 }
      }
      let again = rememberedClient(saved, .structured(url: base))
      #expect(again.memory?.clientID.isEmpty == false)
      #expect(customManager(base).session.backoff.maximumAttempts == 5)
      #expect(customStrategy().baseDelay(attempt: 9) == .seconds(2))
    }
  }

  @Test func `the event client's examples`() async throws {
    try await withServer { base in
      let screen = Screen()
      let configuration = dashboard("\(base)/ws/events") { nil }
      try await Client.withConnection(configuration) { client in
        await connected(client)
        let token = await followMetrics(client, on: screen)
        await connectionStatus(client, on: screen)
        #expect(screen.lines == ["[green] Connected"])
        try await markDelivered("e1", client, on: screen)
        #expect(screen.lines.last?.hasPrefix("taken back: the server did not take the change") == true)
        await visibilityChanged(client, isHidden: true)
        await visibilityChanged(client, isHidden: false)
        await token.cancel()
      }
    }
  }

  @Test func `the user client's handlers are registered by feature`() async throws {
    let screen = Screen()
    try await Client.withConnection(userChannel("ws://127.0.0.1:1", user: "u", token: "t")) { client in
      let token = await registerHandlers(client, on: screen)
      let careful = await carefulHandlers(client, on: screen)
      await careful.cancel()
      for set in await severalSets(client, on: screen) { await set.cancel() }
      await token.cancel()
    }
  }
}
