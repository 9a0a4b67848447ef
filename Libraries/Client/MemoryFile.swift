import Dispatch
import FoundationEssentials
import TautSession
import TautWebSocket

/// The file in which a client remembers who it is and what it has seen, from one run of its program to the next.
///
/// It is replaced in one piece, so that a crash leaves the old one or the new one.
final class MemoryFile: Sendable {
  private let path: String
  private let queue = DispatchQueue(label: "tautline.memory")

  init(_ path: String) {
    self.path = path
  }

  /// What the file says; nil where there is none.
  func read() throws(ConnectError) -> SessionMemory? {
    guard let data = try? Data(contentsOf: URL(filePath: path)) else { return nil }
    guard let memory = SessionMemory(json: Array(data)) else {
      throw .options("\(path) is not what a client wrote; delete it to begin anew")
    }
    return memory
  }

  /// Writes behind what was written before; `done` is called on another thread.
  func write(_ json: [UInt8], _ done: @escaping @Sendable () -> Void) {
    queue.async { [path] in
      // A directory that is gone costs the memory, and nothing else.
      try? Data(json).write(to: URL(filePath: path), options: .atomic)
      done()
    }
  }
}
