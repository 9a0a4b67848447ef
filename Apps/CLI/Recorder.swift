internal import TautClient
internal import TautRecording

/// Gives events their times and writes them, in the order in which they are told.
actor Recorder {
  private let file: RecordingFile
  private let start = ContinuousClock.now
  private var counts: [RecordedEvent.Side: Int] = [:]

  /// Makes the file, and writes the opening.
  init(_ command: RecordCommand, _ session: RecordedSession) throws(RecordingError) {
    file = try RecordingFile(command.file, limit: command.maximumBytes, replaces: command.replaces)
    try file.append(RecordedEvent(at: .zero, .open(session)))
  }

  /// Writes an event that happens now.
  func record(_ kind: RecordedEvent.Kind) throws(RecordingError) {
    try file.append(RecordedEvent(at: ContinuousClock.now - start, kind))
    if case .message(let side, _) = kind { counts[side, default: 0] += 1 }
  }

  /// What is in the file, in one line.
  var summary: String {
    "recorded \(counts[.client] ?? 0) messages sent and \(counts[.server] ?? 0) received, \(file.count) bytes"
  }
}

extension RecordedEvent.Content {
  /// The content of a message.
  init(_ message: Message) {
    self =
      switch message {
      case .text(let text): .text(text)
      case .binary(let bytes): .binary(bytes)
      }
  }

  /// The message with this content.
  var message: Message {
    switch self {
    case .text(let text): .text(text)
    case .binary(let bytes): .binary(bytes)
    }
  }
}
