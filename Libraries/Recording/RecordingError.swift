/// Why a recording cannot be read or written.
public enum RecordingError: Error, Sendable, Hashable {
  /// The file cannot be opened or read; `reason` is the system's.
  case unreadable(path: String, reason: String)
  /// The file cannot be made or written; `reason` is the system's.
  case unwritable(path: String, reason: String)
  /// There is such a file already.
  case exists(path: String)
  /// The file has more bytes than the limit.
  case tooLong(path: String, limit: Int)
  /// The recording has as many bytes as it may have, and the event is not in it.
  case full(limit: Int)
  /// A line is no event.
  case line(number: Int, reason: String)
  /// The first event is not the opening of a connection.
  case noBeginning
  /// The event on this line stands out of order: it is earlier than the one before, or comes after the end.
  case disorder(number: Int)
}

extension RecordingError: CustomStringConvertible {
  /// One line that says what is wrong and, where there is one, the way out.
  public var description: String {
    switch self {
    case .unreadable(let path, let reason): "cannot read \(path): \(reason)"
    case .unwritable(let path, let reason): "cannot write \(path): \(reason)"
    case .exists(let path): "\(path) exists: name another file, or remove it"
    case .tooLong(let path, let limit): "\(path) is longer than the limit of \(limit) bytes"
    case .full(let limit): "the recording has reached its limit of \(limit) bytes"
    case .line(let number, let reason): "line \(number) is no recorded event: \(reason)"
    case .noBeginning: "a recording begins with an open event"
    case .disorder(let number): "line \(number) stands out of order"
    }
  }
}
