import Glibc

/// Throws what the system says about the file at `path` if it cannot be read.
func checkReadable(_ path: String) throws(TLSFileError) {
  // The path is a C string during the call.
  let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
  defer { close(descriptor) }
  var byte: UInt8 = 0
  // Reads at most the one byte that there is room for; a folder opens and does not read.
  guard descriptor >= 0, unsafe read(descriptor, &byte, 1) >= 0 else {
    // `strerror` returns a C string that is copied at once.
    throw .unreadable(path: path, reason: unsafe String(cString: strerror(errno)))
  }
}
