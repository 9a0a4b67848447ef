import Foundation
import Synchronization
import TautClient
import TautJSON
import TautReconciliation
import TautServer
import Testing

/// Docs/Guides/Live-state.md: its code runs, and it is the code that runs here.
@Suite struct LiveStateTests {
  @Test func `the guide shows the code that is compiled here`() throws {
    let tests = URL(filePath: #filePath).deletingLastPathComponent()
    let guide = tests.appending(path: "../../Docs/Guides/Live-state.md")
    let code = try String(contentsOf: tests.appending(path: "LiveState.swift"), encoding: .utf8)
    let blocks = try String(contentsOf: guide, encoding: .utf8).components(separatedBy: "```swift\n").dropFirst()
    #expect(blocks.count == 1)
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
      let shown = Shown()
      let state = LiveState("mlb", client) { changes in shown.add(changes.count) }
      let task = Task { try await state.follow() }
      while await !state.isLive { await Task.yield() }
      // The feed publishes a few times a second, and new propositions among the rest.
      while await state.items.isEmpty { await Task.yield() }
      #expect(shown.count > 0)
      try await state.audit()
      #expect(await state.items.allSatisfy { $0.version > 0 })
      task.cancel()
      _ = try? await task.value
    }
  }
}

/// How much was shown.
private final class Shown: Sendable {
  private let sum = Mutex(0)

  var count: Int { sum.withLock { $0 } }

  func add(_ count: Int) { sum.withLock { $0 += count } }
}
