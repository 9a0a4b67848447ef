import Foundation
import TautSession
import TautTesting
import Testing

/// Docs/Guides/Testing-with-faults.md: its code runs, and it is the code that runs here.
@Suite struct GuideTests {
  @Test func `the guide shows the code that these tests run`() throws {
    let tests = URL(filePath: #filePath).deletingLastPathComponent()
    let guide = tests.appending(path: "../../Docs/Guides/Testing-with-faults.md")
    let example = try String(contentsOf: tests.appending(path: "GuideExample.swift"), encoding: .utf8)
    let blocks = try String(contentsOf: guide, encoding: .utf8).components(separatedBy: "```swift\n").dropFirst()
    #expect(blocks.count == 2)
    for block in blocks {
      let code = try #require(block.components(separatedBy: "```\n").first)
      #expect(example.contains(code), "the example differs from the guide:\n\(code)")
    }
  }

  @Test func `the example's screen shows what was published while the link was dead`() throws {
    let screen = Screen()
    let network = try cutLink(screen)
    #expect(screen.lines == ["1"] && !screen.isIncomplete)
    #expect(network.phase(of: 0) == .open)
  }

  @Test func `the example's hundred networks break no promise`() {
    #expect(checkHundred(SessionConfiguration(url: nil)) == nil)
  }
}
