import Foundation
import TautJSON
import TautReconciliation
import Testing

/// Docs/Guides/Reconciliation.md: its code runs, and it is the code that runs here.
@Suite struct GuideTests {
  let now = ContinuousClock.now

  @Test func `the guide shows the code that these tests run`() throws {
    let tests = URL(filePath: #filePath).deletingLastPathComponent()
    let guide = tests.appending(path: "../../Docs/Guides/Reconciliation.md")
    let example = try String(contentsOf: tests.appending(path: "GuideExample.swift"), encoding: .utf8)
    let blocks = try String(contentsOf: guide, encoding: .utf8).components(separatedBy: "```swift\n").dropFirst()
    #expect(blocks.count == 1)
    for block in blocks {
      let code = try #require(block.components(separatedBy: "```\n").first)
      #expect(example.contains(code), "the example differs from the guide:\n\(code)")
    }
  }

  @Test func `the example shows a snapshot, an optimistic change and its end`() throws {
    var application = SynchronisedApplication(Recorder())
    application.reconciler.connect()
    application.perform()
    for category in ["odds", "props"] {
      application.reconciler.receiveSubscription(category, at: StatePosition(epoch: "e", offset: 3), now: now)
    }
    application.perform()
    let items = [StateItem(id: "p1", value: 1, version: 1)]
    application.reconciler.receiveSnapshot(
      "props", request: 1, items: items, at: StatePosition(epoch: "e", offset: 3), now: now)
    application.perform()
    try application.change("p1", to: 2, milliseconds: 7)
    application.reconciler.receiveRejection("props", mutation: 1, reason: "closed")
    _ = application.reconciler.poll(at: now + .seconds(61))
    let position = StatePosition(epoch: "e", offset: 3)
    application.reconciler.receiveChecksum("props", request: 2, checksum: "?", at: position, now: now)
    application.perform()
    #expect(
      application.app.lines == [
        "subscribe odds", "subscribe props", "snapshot odds", "snapshot props", "props = p1", "props: p1", "send p1",
        "props: p1", "your change of p1 in props was taken back", "snapshot odds", "checksum props",
        "props is loaded anew", "snapshot props",
      ])
  }

  @Test func `the example says when it cannot go on`() {
    var application = SynchronisedApplication(Recorder())
    application.reconciler.configuration.snapshotLimit = 0
    application.reconciler.connect()
    application.reconciler.receiveSubscription("odds", at: StatePosition(epoch: "e", offset: 3), now: now)
    application.perform()
    #expect(application.app.lines.last?.hasPrefix("odds cannot be loaded: 0 snapshots in a row") == true)
  }
}

/// An application that writes down what it is told.
private struct Recorder: Application {
  var lines: [String] = []

  mutating func subscribe(_ category: String) { lines.append("subscribe \(category)") }
  mutating func askForSnapshot(_ category: String, request: UInt64) { lines.append("snapshot \(category)") }
  mutating func askForChecksum(_ category: String, request: UInt64) { lines.append("checksum \(category)") }
  mutating func send(_ mutation: Mutation, of category: String) { lines.append("send \(mutation.item)") }
  mutating func show(_ items: [StateItem], of category: String, replacing: Bool) {
    lines.append("\(category) = \(items.map(\.id).joined(separator: " "))")
  }
  mutating func show(_ changes: [StateChange], of category: String) {
    lines.append("\(category): \(changes.map(\.id).joined(separator: " "))")
  }
  mutating func tell(_ text: String) { lines.append(text) }
}
