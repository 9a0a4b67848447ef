import Foundation
import TautDiagnostics
import TautFraming
import TautNotifications
import TautSession
import Testing

/// Docs/Guides/Notifications.md: its code runs, and it is the code that runs here.
@Suite struct GuideTests {
  let start = ContinuousClock.now

  @Test func `the guide shows the code that these tests run`() throws {
    let tests = URL(filePath: #filePath).deletingLastPathComponent()
    let guide = tests.appending(path: "../../Docs/Guides/Notifications.md")
    let example = try String(contentsOf: tests.appending(path: "GuideExample.swift"), encoding: .utf8)
    let blocks = try String(contentsOf: guide, encoding: .utf8).components(separatedBy: "```swift\n").dropFirst()
    #expect(blocks.count == 2)
    for block in blocks {
      let code = try #require(block.components(separatedBy: "```\n").first)
      #expect(example.contains(code), "the example differs from the guide:\n\(code)")
    }
  }

  @Test func `the example draws an indicator and its toasts`() {
    var corner = StatusCorner()
    corner.receiveOpen(now: start)
    #expect(corner.draw(now: start) == ["● Connected", "[success] Connected"])
    #expect(corner.timer == start + .seconds(4))
    let loss = ConnectionFailure.closed(.abnormalClosure, reason: "")
    corner.receiveLoss(loss, attempt: 1, at: start + .seconds(12), now: start + .seconds(10))
    for _ in 0..<2 { corner.receiveError(CancellationError(), from: "odds", now: start + .seconds(10)) }
    #expect(
      corner.draw(now: start + .seconds(10)) == [
        "● Reconnecting... (attempt 1 of 10, in 2 s): abnormal closure (1006)",
        "[warning] Connection lost, attempting to reconnect...",
        "[error] A handler of odds failed: CancellationError() (2 times)",
      ])
    #expect(corner.timer == start + .seconds(11))
  }

  @Test func `the example for sessions follows one`() {
    var corner = SessionCorner()
    var output = SessionOutput()
    var session = Session(
      SessionConfiguration(url: "ws://host/ws"), memory: SessionMemory(clientID: "me"), seed: 1, at: start,
      milliseconds: 0)
    session.connect(at: start, into: &output)
    session.receiveOpen(LinkID(rawValue: 1), at: start, into: &output)
    for action in output.actions { corner.receive(action, of: session, now: start) }
    #expect(corner.notifications.toasts.map(\.notice.text) == ["Connected"])
  }
}
