internal import CTautTerminal
import Synchronization
internal import TautLog

/// What the program is asked for: messages, results, help.
enum StandardOutput {
  /// Writes and flushes `text`.
  ///
  /// - Returns: False when nobody reads it any more.
  @discardableResult
  static func write(_ text: String) -> Bool {
    OutputStream.write(text.utf8, to: 1)
  }

  /// Writes and flushes `bytes` as they are.
  ///
  /// - Returns: False when nobody reads it any more.
  @discardableResult
  static func write(_ bytes: [UInt8]) -> Bool {
    OutputStream.write(bytes, to: 1)
  }

  /// Writes what is still buffered.
  static func flush() {
    OutputStream.write([], to: 1)
  }
}

/// What is said beside the results: states, warnings, errors.
enum StandardError {
  /// Writes and flushes `text`, with its secrets masked: a URL, or what a server says about one, may have a token.
  static func write(_ text: String) {
    OutputStream.write(Redaction.redacted(text).utf8, to: 2)
  }

  /// Writes and flushes a line of JSON as it is.
  static func write(record: String) {
    OutputStream.write((record + "\n").utf8, to: 2)
  }
}

/// The two output streams of the process, one writer at a time.
private enum OutputStream {
  private static let turn = Mutex(())

  @discardableResult
  static func write(_ bytes: some Sequence<UInt8>, to descriptor: Int32) -> Bool {
    turn.withLock { _ in
      for byte in bytes { taut_output_byte(descriptor, byte) }
      return taut_output_flush(descriptor) == 0
    }
  }
}
