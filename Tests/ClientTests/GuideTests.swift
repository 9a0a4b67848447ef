import Foundation
import Testing

/// The guides about the client show the code that is compiled here.
@Suite struct GuideTests {
  private static func blocks(of guide: String) throws -> [String] {
    let tests = URL(filePath: #filePath).deletingLastPathComponent()
    let text = try String(contentsOf: tests.appending(path: "../../Docs/Guides/\(guide).md"), encoding: .utf8)
    return text.components(separatedBy: "```swift\n").dropFirst().compactMap {
      $0.components(separatedBy: "```\n").first
    }
  }

  @Test(arguments: [("First-connection", 4), ("Surviving-restarts", 2), ("Offline", 1)])
  func `the guides show what is compiled here`(guide: String, count: Int) throws {
    let tests = URL(filePath: #filePath).deletingLastPathComponent()
    let example = try String(contentsOf: tests.appending(path: "GuideExample.swift"), encoding: .utf8)
    let blocks = try Self.blocks(of: guide)
    #expect(blocks.count == count)
    for block in blocks {
      let lines = block.split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.hasPrefix("import ") }
      let code = lines.joined(separator: "\n").replacing("@main ", with: "")
      #expect(example.contains(code.trimmingCharacters(in: .newlines)), "the example differs from \(guide):\n\(code)")
    }
  }

  @Test func `a first program has fifteen lines at most`() throws {
    let program = try #require(try Self.blocks(of: "First-connection").first)
    #expect(program.contains("@main") && program.split(separator: "\n").count <= 15)
  }
}
