import FoundationEssentials
import TautCommandLine
import Testing

@testable import tautline_server

@Suite struct ConfigurationFileTests {
  /// Lends a file with `bytes` to `body`.
  private func withFile(_ bytes: Data, _ body: (String) throws -> Void) throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "tautline-\(UUID().uuidString)").path
    #expect(FileManager.default.createFile(atPath: path, contents: bytes))
    defer { #expect(throws: Never.self) { try FileManager.default.removeItem(atPath: path) } }
    try body(path)
  }

  @Test func `a file on the disk is read`() throws {
    try withFile(Data(#"{"port": 9001}"#.utf8)) { path in
      let bytes = try ConfigurationFile.contents(path)
      #expect(bytes == Array(#"{"port": 9001}"#.utf8))
      let file = try ConfigurationFile.read(path, ConfigurationFile.contents)
      #expect(file.path == path)
    }
  }

  @Test func `a file that is too large is not read`() throws {
    try withFile(Data(count: ConfigurationFile.limit + 1)) { path in
      let error = #expect(throws: UsageError.self) {
        try ConfigurationFile.read(path, ConfigurationFile.contents)
      }
      #expect(error?.description.contains("more than 1048576 bytes") == true)
    }
  }

  @Test func `a file that is not there is an error that names it`() {
    let error = #expect(throws: UsageError.self) {
      try ConfigurationFile.read("/nowhere/t.json", ConfigurationFile.contents)
    }
    #expect(error?.description.contains("/nowhere/t.json") == true)
  }
}
