import CTautLinux

/// Something that a loop tells of readiness and of time: a stream, a listener, a signal, a timer.
///
/// The loop holds a reference to a source from ``Reactor/register(_:descriptor:interest:)`` until it is removed. A
/// source is not `Sendable` and is touched on its loop only.
open class Source {
  /// The loop that the source lives on.
  public let reactor: Reactor

  /// The slot in the loop's table, or -1 while the source is not registered.
  public internal(set) final var slot: Int {
    get { place }
    set { place = newValue }
  }

  /// The descriptor, or -1.
  public internal(set) final var descriptor: Int32 {
    get { file }
    set { file = newValue }
  }

  // What other modules could reach is checked for overlapping accesses each time, and these are looked at for each
  // message. Of a private property the compiler sees that there are none.
  private final var place = -1
  private final var file: Int32 = -1

  /// The epoll events that the source is registered for.
  final var interest: UInt32 = 0

  /// Makes a source for `reactor`.
  public init(on reactor: Reactor) {
    self.reactor = reactor
  }

  /// The descriptor is ready for `events` (epoll's bits).
  open func ready(_ events: UInt32) {}

  /// A timer that was scheduled with `kind` is due.
  open func timerFired(_ kind: UInt32) {}

  /// The bytes of the turn are to be sent.
  ///
  /// Only streams send.
  func flush() {}

  /// The loop has sent `bytes` itself, and the kernel answered `result`, which is not all of them.
  func flushed(_ result: Int, of bytes: UnsafeRawBufferPointer) {}
}

/// epoll's bits as plain integers.
enum Readiness {
  static let read = UInt32(EPOLLIN.rawValue)
  static let write = UInt32(EPOLLOUT.rawValue)
  static let failure = UInt32(EPOLLERR.rawValue) | UInt32(EPOLLHUP.rawValue)
}
