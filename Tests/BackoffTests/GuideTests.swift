import Foundation
import TautBackoff
import TautTesting
import Testing

/// Docs/Guides/Backoff.md: its code runs, and it is the code that runs here.
@Suite struct GuideTests {
  @Test func `the guide shows the code that these tests run`() throws {
    let tests = URL(filePath: #filePath).deletingLastPathComponent()
    let guide = tests.appending(path: "../../Docs/Guides/Backoff.md")
    let example = try String(contentsOf: tests.appending(path: "GuideExample.swift"), encoding: .utf8)
    let blocks = try String(contentsOf: guide, encoding: .utf8).components(separatedBy: "```swift\n").dropFirst()
    #expect(blocks.count == 2)
    for block in blocks {
      let code = try #require(block.components(separatedBy: "```\n").first)
      #expect(example.contains(code), "the example differs from the guide:\n\(code)")
    }
  }

  @Test func `the example connects when it works`() {
    var generator = SeededGenerator(seed: 1)
    var slept: [Duration] = []
    var attempts = 0
    let link = connect(.rooms, using: &generator, sleep: { slept.append($0) }) {
      attempts += 1
      if attempts < 4 { throw ServerError.gone }
      return "link"
    }
    #expect(link == "link")
    #expect(slept == [2, 4, 8].map { .seconds($0) })
  }

  @Test func `the example gives up when the policy does`() {
    var generator = SeededGenerator(seed: 1)
    var slept: [Duration] = []
    let link = connect(patient(), using: &generator, sleep: { slept.append($0) }) { () throws -> String in
      throw RateLimited()
    }
    #expect(link == nil)
    #expect(slept.first == .seconds(5) && slept.last == .seconds(60) && slept.count == 15)
    #expect(patient().baseDelay(attempt: 2) == .seconds(4))
  }
}
