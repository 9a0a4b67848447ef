import FoundationEssentials

/// What the server keeps over a restart.
///
/// Its own id, in `server-id`, and its rooms, in `tautline.db`.
struct DataDirectory {
  /// What stands for no directory at all.
  static let memory = ":memory:"

  private let path: String

  init(_ path: String) {
    self.path = path
  }

  /// The file that the rooms are kept in.
  var storeFile: String { "\(path)/tautline.db" }

  /// The server's id, made when the directory has none.
  func serverID() throws(UnusableDirectory) -> String {
    let file = "\(path)/server-id"
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      if FileManager.default.fileExists(atPath: file) {
        return try String(contentsOfFile: file, encoding: .utf8).filter { !$0.isWhitespace }
      }
      let id = UUID().uuidString.lowercased()
      try Data("\(id)\n".utf8).write(to: URL(filePath: file), options: .atomic)
      return id
    } catch {
      throw UnusableDirectory(path: path, reason: "\(error)")
    }
  }
}

/// The data directory cannot be made, read or written.
struct UnusableDirectory: Error, CustomStringConvertible {
  var path: String
  var reason: String

  var description: String { "--data-dir \(path) cannot be used: \(reason)" }
}
