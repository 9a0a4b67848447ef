import Foundation

/// A file that is there as long as somebody holds it.
final class TestFile: Sendable {
  let path: String

  init(_ bytes: [UInt8]) throws {
    path = FileManager.default.temporaryDirectory.appending(path: "tautline-\(UUID().uuidString)").path
    try write(bytes)
  }

  convenience init(_ text: String) throws {
    try self.init(Array(text.utf8))
  }

  func write(_ bytes: [UInt8]) throws {
    try Data(bytes).write(to: URL(filePath: path), options: .atomic)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }
}
