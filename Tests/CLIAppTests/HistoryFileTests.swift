import FoundationEssentials
import Testing

@testable import tautline

@Suite struct HistoryFileTests {
  /// Lends a file in a directory that does not exist yet, and removes it afterwards.
  private func withFile(_ body: (HistoryFile) throws -> Void) rethrows {
    let root = FileManager.default.temporaryDirectory.appending(path: "tautline-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: root) }
    try body(HistoryFile(path: root.appending(path: "state/tautline/history").path))
  }

  @Test func `what one run appends the next one loads`() {
    withFile { file in
      #expect(file.load() == History())
      file.append("one")
      file.append("two\nlines")
      #expect(file.load().lines == ["one", "two\nlines"])
    }
  }

  @Test func `only the owner can read the file and its directory`() throws {
    try withFile { file in
      file.append("secret")
      let directory = String(file.path.dropLast("/history".count))
      for (path, mode) in [(file.path, 0o600), (directory, 0o700)] {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect(attributes[.posixPermissions] as? Int == mode, "\(path)")
      }
    }
  }

  @Test func `two programs at once lose nothing of each other`() {
    withFile { file in
      file.append("mine")
      HistoryFile(path: file.path).append("yours")
      file.append("mine again")
      #expect(file.load().lines == ["mine", "yours", "mine again"])
    }
  }

  @Test func `a place that cannot be written harms nothing`() {
    HistoryFile(path: "/proc/nowhere/history").append("x")
    #expect(HistoryFile(path: "/proc/nowhere/history").load() == History())
  }
}
