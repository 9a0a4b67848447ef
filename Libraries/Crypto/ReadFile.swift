import Glibc

/// The bytes of the file at `path`, at most `limit`.
func readFile(_ path: String, limit: Int) throws(TokenKeyFileError) -> [UInt8] {
  // The path is a C string during the call.
  let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
  defer { close(descriptor) }
  var bytes: [UInt8] = []
  var part = [UInt8](repeating: 0, count: 65_536)
  while true {
    // Writes at most as many bytes as the array has; a folder opens and does not read.
    let count = descriptor < 0 ? -1 : unsafe read(descriptor, &part, part.count)
    guard count >= 0 else {
      // `strerror` returns a C string that is copied at once.
      throw .unreadable(path: path, reason: unsafe String(cString: strerror(errno)))
    }
    if count == 0 { return bytes }
    bytes += part.prefix(count)
    guard bytes.count <= limit else { throw .tooLong(path: path, limit: limit) }
  }
}
