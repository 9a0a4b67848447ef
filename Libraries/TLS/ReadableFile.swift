import Glibc

/// Throws what the system says about the file at `path` if it cannot be read.
func checkReadable(_ path: String) throws(TLSFileError) {
  // The path is a C string during the call.
  let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else {
    // `strerror` returns a C string that is copied at once.
    throw .unreadable(path: path, reason: unsafe String(cString: strerror(errno)))
  }
  close(descriptor)
}
