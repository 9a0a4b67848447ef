import Foundation
import TautEnvelope
import TautSimulation
import Testing

/// Docs/Guides/Simulation.md: its code runs, and it is the code that runs here.
@Suite struct GuideTests {
  @Test func `the guide shows the code that these tests run`() throws {
    let tests = URL(filePath: #filePath).deletingLastPathComponent()
    let guide = tests.appending(path: "../../Docs/Guides/Simulation.md")
    let example = try String(contentsOf: tests.appending(path: "GuideExample.swift"), encoding: .utf8)
    let blocks = try String(contentsOf: guide, encoding: .utf8).components(separatedBy: "```swift\n").dropFirst()
    #expect(blocks.count == 1)
    for block in blocks {
      let code = try #require(block.components(separatedBy: "```\n").first)
      #expect(example.contains(code), "the example differs from the guide:\n\(code)")
    }
  }

  @Test func `the example shows simulated data from its first tick on`() {
    let start = ContinuousClock.now
    let shown = Shown()
    var source = OfflineSource(seed: 7) { shown.messages.append($0) }
    #expect(source.tick(at: start, timestamp: 0) == start + .seconds(2))
    #expect(shown.messages.map(\.type) == [.oddsChange, .propUpdate])
    #expect(shown.messages.allSatisfy { $0.meta?.source == .simulation })
  }
}

private final class Shown {
  var messages: [Envelope] = []
}
