import Synchronization

extension EventLoop {
  /// The process's loop once it runs; it lives as long as the process.
  private static let kept = unsafe Atomic<Unmanaged<EventLoop>?>(nil)

  /// The running loop that all of the process share; the first call starts it.
  ///
  /// - Throws: ``SystemError`` when the process can have no loop, for want of descriptors.
  public static func shared() throws(SystemError) -> EventLoop {
    if let loop = unsafe kept.load(ordering: .acquiring) { return unsafe loop.takeUnretainedValue() }
    return share(try EventLoop())
  }

  /// Starts `loop` and shares it, unless another thread was quicker: then that one's is shared.
  private static func share(_ loop: EventLoop) -> EventLoop {
    let new = unsafe Unmanaged.passRetained(loop)
    let (done, found) = unsafe kept.compareExchange(expected: nil, desired: new, ordering: .acquiringAndReleasing)
    if !done {
      unsafe new.release()
      return unsafe found!.takeUnretainedValue()
    }
    loop.start()
    return loop
  }
}
