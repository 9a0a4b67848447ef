import Foundation
import TautDiagnostics
import TautFraming
import TautJSON
import Testing

/// Docs/Guides/Diagnostics.md: its code runs, and it is the code that runs here.
@Suite struct GuideTests {
  let start = ContinuousClock.now

  @Test func `the guide shows the code that these tests run, and what it prints`() throws {
    let tests = URL(filePath: #filePath).deletingLastPathComponent()
    let guide = try String(contentsOf: tests.appending(path: "../../Docs/Guides/Diagnostics.md"), encoding: .utf8)
    let example = try String(contentsOf: tests.appending(path: "GuideExample.swift"), encoding: .utf8)
    let blocks = guide.components(separatedBy: "```swift\n").dropFirst()
    #expect(blocks.count == 2)
    for block in blocks {
      let code = try #require(block.components(separatedBy: "```\n").first)
      #expect(example.contains(code), "the example differs from the guide:\n\(code)")
    }
    let explanation = lostConnection().diagnostics.explain(at: start + .seconds(61))
    #expect(guide.contains("```text\n\(explanation)\n```"), "the guide does not show:\n\(explanation)")
  }

  /// A connection that was lost after a minute, as the one before.
  func lostConnection() -> ExplainedClient {
    var client = ExplainedClient(at: start, time: WallTime(milliseconds: 1_755_252_000_000))
    client.connect(at: start - .seconds(60))
    client.receiveOpen(at: start - .seconds(60))
    client.receiveClose(.abnormalClosure, retryingAfter: .zero, at: start)
    client.connect(at: start)
    client.receiveOpen(at: start)
    client.receiveClose(.abnormalClosure, retryingAfter: .seconds(2), at: start + .seconds(60))
    return client
  }

  @Test func `the example logs what happens`() throws {
    var client = ExplainedClient(at: start, time: WallTime(milliseconds: 0))
    client.connect(at: start)
    client.receiveOpen(at: start)
    #expect(
      client.newLines(asJSON: false) == [
        "[WS] transition from idle to connecting", "[WS] Attempting WebSocket connection",
        "[WS] transition from connecting to open",
      ])
    client.receive(try JSONValue(parsing: #"{"type":"hello","features":["heartbeat"]}"#), at: start)
    client.receive(try JSONValue(parsing: #"{"types":[]}"#), at: start)
    #expect(
      client.newLines(asJSON: true) == [
        #"{"time":"1970-01-01T00:00:00.000Z","level":"info","event":"hello","#
          + #""message":"Received hello message from server","features":["heartbeat"]}"#
      ])
    #expect(client.newLines(asJSON: false) == [])
  }

  @Test func `the example's report has the state and its explanation`() {
    let report = lostConnection().report(at: start + .seconds(61))
    #expect(report.hasPrefix(#"{"phase":"reconnecting","client_id":"abc-123""#))
    #expect(report.contains("reconnecting for 1 s; attempt 3 follows in 1 s"))
  }
}
