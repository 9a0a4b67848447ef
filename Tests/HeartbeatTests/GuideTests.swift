import Foundation
import TautHeartbeat
import Testing

/// Docs/Guides/Heartbeat.md: its code runs, and it is the code that runs here.
@Suite struct GuideTests {
  @Test func `the guide shows the code that these tests run`() throws {
    let tests = URL(filePath: #filePath).deletingLastPathComponent()
    let guide = tests.appending(path: "../../Docs/Guides/Heartbeat.md")
    let example = try String(contentsOf: tests.appending(path: "GuideExample.swift"), encoding: .utf8)
    let blocks = try String(contentsOf: guide, encoding: .utf8).components(separatedBy: "```swift\n").dropFirst()
    #expect(blocks.count == 2)
    for block in blocks {
      let code = try #require(block.components(separatedBy: "```\n").first)
      #expect(example.contains(code), "the example differs from the guide:\n\(code)")
    }
  }

  @Test func `the example asks, rests, asks again and notices`() {
    let start = ContinuousClock.now
    let pings = Pings()
    var link = WatchedLink(heartbeat: Heartbeat(.client, at: start)) { pings.tokens.append($0) }
    link.wake(at: start)
    #expect(link.timer == start + .seconds(30))
    link.suspend(at: start + .seconds(10))
    #expect(link.timer == nil)
    link.resume(at: start + .seconds(100))
    #expect(pings.tokens == [1] && link.timer == start + .seconds(105))
    link.wake(at: start + .seconds(105))
    #expect(!link.isOpen && link.timer == nil)
  }
}

private final class Pings {
  var tokens: [UInt64] = []
}
