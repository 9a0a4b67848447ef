import CTautTerminal
import Dispatch

/// The lines of standard input, read in a thread of their own, and never far ahead of who takes them.
struct InputLines: Sendable {
  private static let ahead = 16
  /// The longest line in bytes; what is longer is cut, and the server would refuse it anyway.
  private static let longest = 1 << 20

  private let room = DispatchSemaphore(value: 0)

  /// Hands each line to `line`, and the end to `end`.
  func start(line: @escaping @Sendable (String) -> Void, end: @escaping @Sendable () -> Void) {
    // Counted up from 0: Dispatch traps when a semaphore dies below the value that it began with.
    for _ in 0..<Self.ahead { room.signal() }
    DispatchQueue(label: "tautline-chat.input").async { [room] in
      while let text = Self.next() {
        room.wait()
        line(text)
      }
      end()
    }
  }

  /// Says that a line has been dealt with.
  func taken() {
    room.signal()
  }

  private static func next() -> String? {
    var bytes: [UInt8] = []
    while true {
      let byte = taut_input_byte()
      if byte < 0 { return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self) }
      if byte == 0x0A { return String(decoding: bytes, as: UTF8.self) }
      if bytes.count < longest { bytes.append(UInt8(truncatingIfNeeded: byte)) }
    }
  }
}
