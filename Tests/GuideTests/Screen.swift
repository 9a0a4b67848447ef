import Synchronization
import TautClient

/// Something that shows lines.
final class Screen: Sendable {
  private let text = Mutex<[String]>([])

  var lines: [String] { text.withLock { $0 } }

  func show(_ line: String) { text.withLock { $0.append(line) } }
}

extension ClientMessage {
  /// The content as text.
  var text: String { String(decoding: payload, as: UTF8.self) }
}
