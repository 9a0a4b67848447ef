internal import Glibc

/// A file that a recording is written to, one line per event, each written when it happens.
///
/// What was recorded when a program is killed is in the file. The file is readable by its owner only: messages may
/// hold secrets.
public final class RecordingFile {
  /// The most bytes of a recording unless another limit is given: 1 GiB.
  public static let defaultLimit = 1 << 30

  /// The bytes written so far.
  public private(set) var count = 0

  /// The messages written so far.
  public private(set) var messages = 0

  private let path: String
  private let limit: Int
  private let descriptor: Int32

  /// Makes the file, which must not exist; `-` is standard output.
  ///
  /// - Parameters:
  ///   - path: The path.
  ///   - limit: The most bytes of the recording.
  ///   - replaces: Whether a file that exists is emptied.
  /// - Throws: ``RecordingError/exists(path:)`` or ``RecordingError/unwritable(path:reason:)``.
  public init(_ path: String, limit: Int = defaultLimit, replaces: Bool = false) throws(RecordingError) {
    self.path = path
    self.limit = limit
    if path == "-" {
      descriptor = dup(STDOUT_FILENO)
    } else {
      let mode = O_WRONLY | O_CREAT | O_CLOEXEC | (replaces ? O_TRUNC : O_EXCL)
      // The path is a C string during the call.
      descriptor = unsafe open(path, mode, 0o600)
    }
    guard descriptor >= 0 else {
      throw errno == EEXIST ? .exists(path: path) : .unwritable(path: path, reason: SystemReason.present)
    }
  }

  deinit {
    close(descriptor)
  }

  /// Writes an event.
  ///
  /// - Throws: ``RecordingError/full(limit:)``, with nothing written, or ``RecordingError/unwritable(path:reason:)``.
  public func append(_ event: RecordedEvent) throws(RecordingError) {
    let line = event.line
    guard count + line.count <= limit else { throw .full(limit: limit) }
    var rest = line[...]
    while !rest.isEmpty {
      // Reads at most as many bytes as the slice has.
      let written = unsafe rest.withUnsafeBytes { unsafe write(descriptor, $0.baseAddress!, $0.count) }
      if written < 0, errno == EINTR { continue }
      guard written > 0 else { throw .unwritable(path: path, reason: SystemReason.present) }
      rest = rest.dropFirst(written)
    }
    count += line.count
    if case .message = event.kind { messages += 1 }
  }
}
