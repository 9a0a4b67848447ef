internal import Glibc

extension Recording {
  /// The most bytes that are read of a file unless another limit is given: 256 MiB.
  ///
  /// A recording is held in memory as a whole.
  public static let defaultLimit = 256 << 20

  /// Reads the file at `path`.
  ///
  /// - Throws: ``RecordingError``: the file cannot be read, is too long, or holds no recording.
  public init(contentsOf path: String, limit: Int = defaultLimit) throws(RecordingError) {
    let bytes = try Self.read(path, limit: limit)
    try self.init(parsing: String(decoding: bytes, as: UTF8.self))
  }

  private static func read(_ path: String, limit: Int) throws(RecordingError) -> [UInt8] {
    // The path is a C string during the call.
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      // Writes at most as many bytes as the array has; a folder opens and does not read.
      let count = descriptor < 0 ? -1 : unsafe Glibc.read(descriptor, &part, part.count)
      guard count >= 0 else { throw .unreadable(path: path, reason: SystemReason.present) }
      if count == 0 { return bytes }
      bytes += part.prefix(count)
      guard bytes.count <= limit else { throw .tooLong(path: path, limit: limit) }
    }
  }
}

/// What the system says about the call that failed.
enum SystemReason {
  /// The text for the present `errno`.
  static var present: String {
    // `strerror` returns a C string that is copied at once.
    unsafe String(cString: strerror(errno))
  }
}
