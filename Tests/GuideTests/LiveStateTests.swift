import Foundation
import TautClient
import TautServer
import Testing

/// Docs/Guides/Live-state.md: its code runs, and it is the code that runs here.
@Suite struct LiveStateTests {
  @Test func `the guide shows the code that is compiled here`() throws {
    let tests = URL(filePath: #filePath).deletingLastPathComponent()
    let guide = tests.appending(path: "../../Docs/Guides/Live-state.md")
    let code = try String(contentsOf: tests.appending(path: "LiveState.swift"), encoding: .utf8)
    let blocks = try String(contentsOf: guide, encoding: .utf8).components(separatedBy: "```swift\n").dropFirst()
    #expect(blocks.count == 3)
    for block in blocks {
      let shown = try #require(block.components(separatedBy: "```\n").first)
      #expect(code.contains(shown), "the code differs from the guide")
    }
  }

  @Test func `the state is the server's, whether it was there before or comes later`() async throws {
    var configuration = ServerConfiguration()
    configuration.port = 0
    configuration.hasFeed = true
    let server = try Server(configuration)
    let url = "ws://127.0.0.1:\(try await server.start())/ws"
    defer { server.stop() }
    try await Client.withConnection(url) { client in
      let screen = Screen()
      let task = Task { try await showLines(client, on: screen) }
      let lines = try await carefulState(client)
      try await lines.waitUntilLive()
      // The feed publishes a few times a second, and new propositions among the rest.
      for try await _ in lines where await !lines.items.isEmpty { break }
      let id = try #require(await lines.items.keys.first)
      // Whoever is no administrator may not publish here.
      try await raise(id, of: lines)
      while !screen.lines.contains("up to date") { await Task.yield() }
      task.cancel()
      try await task.value
      #expect(screen.lines.contains { $0.hasSuffix(" lines") })
    }
  }
}
