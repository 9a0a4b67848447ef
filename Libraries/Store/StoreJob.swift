/// Something that waits for a store's thread.
enum StoreJob: Sendable {
  case write([StoreWrite], then: Store.Completion)
  case read(@Sendable (any StorageEngine) -> Void)

  /// What it weighs against the bound of the queue, in bytes.
  var size: Int {
    switch self {
    case .write(let writes, _): writes.reduce(0) { $0 + $1.size }
    case .read: 128
    }
  }
}
