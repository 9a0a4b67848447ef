import Glibc

/// The thread of one store.
///
/// `@unchecked Sendable`: the writer is handed over before the thread starts, and is touched by that thread alone.
final class StoreThread: @unchecked Sendable {
  private var writer: StoreWriter?
  private let queue: StoreQueue

  init(_ writer: StoreWriter, _ queue: StoreQueue) {
    self.writer = writer
    self.queue = queue
  }

  func start() {
    var thread = pthread_t()
    var attributes = pthread_attr_t()
    unsafe pthread_attr_init(&attributes)
    unsafe pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    // The thread takes over the reference that the box holds.
    let box = unsafe Unmanaged.passRetained(self)
    let result = unsafe pthread_create(
      &thread, &attributes,
      { argument in
        unsafe Unmanaged<StoreThread>.fromOpaque(argument!).takeRetainedValue().run()
        return nil
      }, box.toOpaque())
    unsafe pthread_attr_destroy(&attributes)
    precondition(result == 0, "pthread_create failed with \(result)")
  }

  private func run() {
    writer!.run()
    // The engine closes its file before anybody hears that the store has ended.
    writer = nil
    queue.end()
  }
}
