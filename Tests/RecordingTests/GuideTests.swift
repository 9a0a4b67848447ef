import Foundation
import TautRecording
import Testing

/// Docs/Guides/Recording.md: its code runs, and it is the code that runs here.
@Suite struct GuideTests {
  @Test func `the guide shows the code that these tests run`() throws {
    let tests = URL(filePath: #filePath).deletingLastPathComponent()
    let guide = tests.appending(path: "../../Docs/Guides/Recording.md")
    let example = try String(contentsOf: tests.appending(path: "GuideExample.swift"), encoding: .utf8)
    let blocks = try String(contentsOf: guide, encoding: .utf8).components(separatedBy: "```swift\n").dropFirst()
    #expect(blocks.count == 2)
    for block in blocks {
      let code = try #require(block.components(separatedBy: "```\n").first)
      #expect(example.contains(code), "the example differs from the guide:\n\(code)")
    }
  }

  @Test func `what is kept can be played`() throws {
    let path = "\(NSTemporaryDirectory())/tautline-guide-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try keep(in: path)
    #expect(play(try Recording(contentsOf: path), from: .now) == ["text(\"answer\")", "close 1000"])
  }
}
