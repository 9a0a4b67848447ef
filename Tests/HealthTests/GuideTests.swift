import Foundation
import TautHealth
import Testing

/// Docs/Guides/Health.md: its code runs, and it is the code that runs here.
@Suite struct GuideTests {
  let start = ContinuousClock.now

  @Test func `the guide shows the code that these tests run`() throws {
    let tests = URL(filePath: #filePath).deletingLastPathComponent()
    let guide = tests.appending(path: "../../Docs/Guides/Health.md")
    let example = try String(contentsOf: tests.appending(path: "GuideExample.swift"), encoding: .utf8)
    let blocks = try String(contentsOf: guide, encoding: .utf8).components(separatedBy: "```swift\n").dropFirst()
    #expect(blocks.count == 2)
    for block in blocks {
      let code = try #require(block.components(separatedBy: "```\n").first)
      #expect(example.contains(code), "the example differs from the guide:\n\(code)")
    }
  }

  @Test func `the example shows a banner while the connection is degraded`() {
    var connection = WatchedConnection(openedAt: start)
    connection.receivePong(after: .milliseconds(20), at: start)
    #expect(connection.banner == nil)
    connection.receiveTimeout(at: start + .seconds(1))
    #expect(connection.banner == "low success rate (50 %)")
    for second in 2...40 { connection.receivePong(after: .milliseconds(20), at: start + .seconds(second)) }
    #expect(connection.banner == nil)
    #expect(connection.timer == nil)
  }

  @Test func `the example's indicator has what the web client's has`() {
    var connection = WatchedConnection(openedAt: start)
    connection.receivePong(after: .milliseconds(20), at: start)
    #expect(indicator(connection.health.report(at: start)) == "Health: 100%\nSuccess rate: 100%\nLatency: 0.02 seconds")
    connection.receiveTimeout(at: start)
    #expect(
      indicator(connection.health.report(at: start)) == """
        Health: 25%
        Success rate: 50%
        Latency: 0.02 seconds
        Issues: low success rate (50 %)
        Recommendations: check the server's log and its resource usage
        """)
  }
}
