import Synchronization

/// Something that shows lines.
final class Screen: Sendable {
  private let text = Mutex<[String]>([])

  var lines: [String] { text.withLock { $0 } }

  func show(_ line: String) { text.withLock { $0.append(line) } }
}
