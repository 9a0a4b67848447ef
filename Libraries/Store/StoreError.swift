/// Why something was not stored, or not found out.
///
/// Nothing of the batch was stored. A store goes on after each of these: the next batch is tried anew, so that it works
/// again as soon as the cause is gone.
public enum StoreError: Error, Sendable, Hashable {
  /// The disk or the quota is full.
  case full(file: String)
  /// The file or its directory may not be written.
  case readOnly(file: String, reason: String)
  /// Another process holds the store; `holder` is its process id where that is known.
  case locked(file: String, holder: Int?)
  /// The file is damaged.
  case corrupt(file: String, detail: String)
  /// The file is not a database.
  case notADatabase(file: String)
  /// The file is a database of another program.
  case foreign(file: String)
  /// The file was written by a newer version.
  case newer(file: String, version: Int, supported: Int)
  /// The file cannot be opened.
  case cannotOpen(file: String, reason: String)
  /// Reading or writing failed.
  case inputOutput(file: String, detail: String)
  /// SQLite refused for a reason that has no case of its own.
  case failed(file: String, detail: String)
  /// So much waits for the store that nothing more is taken; `limit` names the bound.
  case queueFull(limit: String)
  /// Publications do not follow what is stored of their room.
  case outOfOrder(room: String, offset: UInt64, stored: UInt64)
  /// The store was closed.
  case closed

  /// Whether a batch failed for what it holds, so that others may succeed.
  var concernsOneBatch: Bool {
    if case .outOfOrder = self { true } else { false }
  }
}

extension StoreError: CustomStringConvertible {
  /// One line: the file, the cause, and the way out.
  public var description: String {
    switch self {
    case .full(let file): "the disk of \(file) is full: free some space, and storing goes on by itself"
    case .readOnly(let file, let reason):
      "\(file) cannot be written: \(reason); give this user the right to write, or choose another directory"
    case .locked(let file, let holder):
      "\(file) is in use by \(holder.map { "the process \($0)" } ?? "another process"): end it, or choose another directory"
    case .corrupt(let file, let detail):
      "\(file) is damaged: \(detail); put a backup in its place, or move it away to begin with an empty store"
    case .notADatabase(let file):
      "\(file) is not a database: put a backup in its place, or move it away to begin with an empty store"
    case .foreign(let file): "\(file) is a database of another program: choose another directory"
    case .newer(let file, let version, let supported):
      "\(file) has the schema \(version) and this version knows up to \(supported): use a newer version"
    case .cannotOpen(let file, let reason): "\(file) cannot be opened: \(reason)"
    case .inputOutput(let file, let detail): "\(file) cannot be read or written: \(detail); look at the disk"
    case .failed(let file, let detail): "\(file): \(detail)"
    case .queueFull(let limit): "\(limit) wait for the store, which is the limit: try again later"
    case .outOfOrder(let room, let offset, let stored):
      "offset \(offset) of \(room) does not follow offset \(stored), which is the last one stored"
    case .closed: "the store is closed"
    }
  }
}
