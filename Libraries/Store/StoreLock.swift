import CTautSQLite
import Glibc

/// Keeps a second process away from a store, however the first one ends.
///
/// SQLite itself would let two processes write by turns, and both would give out the same offsets.
final class StoreLock {
  private let descriptor: Int32

  /// Locks `file` with a lock file beside it.
  init(besides file: String) throws(StoreError) {
    let path = "\(file).lock"
    // Both copy nothing: the path is read during the call.
    let result = unsafe taut_lock_file(path)
    guard result >= 0 else {
      switch -result {
      case EWOULDBLOCK:
        let holder = unsafe taut_lock_holder(path)
        throw .locked(file: file, holder: holder > 0 ? Int(holder) : nil)
      case EROFS, EACCES, EPERM: throw .readOnly(file: file, reason: SystemText.of(-result))
      case ENOSPC, EDQUOT: throw .full(file: file)
      default: throw .cannotOpen(file: file, reason: SystemText.of(-result))
      }
    }
    descriptor = result
  }

  deinit {
    close(descriptor)
  }
}
