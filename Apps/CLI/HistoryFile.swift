internal import FoundationEssentials
import Glibc

/// Where the history lives between two runs.
struct HistoryFile: Sendable {
  /// The path of the file.
  var path: String

  /// The file of this user: `$XDG_STATE_HOME/tautline/history`, else `~/.local/state/tautline/history`.
  static var standard: HistoryFile? {
    let environment = ProcessInfo.processInfo.environment
    // The XDG base directory specification: a path that is not absolute is to be ignored.
    if let state = environment["XDG_STATE_HOME"], state.hasPrefix("/") {
      return HistoryFile(path: "\(state)/tautline/history")
    }
    return environment["HOME"].map { HistoryFile(path: "\($0)/.local/state/tautline/history") }
  }

  /// The lines of the file; none where it cannot be read.
  func load() -> History {
    guard let data = FileManager.default.contents(atPath: path) else { return History() }
    return History(decoding: String(decoding: data, as: UTF8.self))
  }

  /// Adds `line` to the file, which others may have changed meanwhile.
  ///
  /// A history that cannot be kept is no reason to trouble anybody.
  func append(_ line: String) {
    var history = load()
    history.add(line)
    guard history != load() else { return }
    // What somebody typed may hold secrets: only the owner reads it.
    let mask = umask(0o077)
    defer { umask(mask) }
    let directory = path.split(separator: "/").dropLast().joined(separator: "/")
    try? FileManager.default.createDirectory(atPath: "/\(directory)", withIntermediateDirectories: true)
    try? Data(history.encoded.utf8).write(to: URL(filePath: path), options: .atomic)
    chmod600()
  }

  private func chmod600() {
    try? FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
  }
}
