import CTautTerminal
import Synchronization

/// The two output streams of the process, one writer at a time.
enum Output {
  private static let turn = Mutex(())

  /// Writes to standard output.
  static func write(_ text: String) {
    write(text, to: 1)
  }

  /// Writes to standard error.
  static func complain(_ text: String) {
    write(text, to: 2)
  }

  private static func write(_ text: String, to descriptor: Int32) {
    turn.withLock { _ in
      for byte in text.utf8 { taut_output_byte(descriptor, byte) }
      _ = taut_output_flush(descriptor)
    }
  }
}
