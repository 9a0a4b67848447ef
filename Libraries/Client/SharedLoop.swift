import Synchronization
import TautEventLoop
import TautFraming
import TautWebSocket

/// The event loop that all connections of the process share where no other is named.
enum SharedLoop {
  /// The loop once it runs; it lives as long as the process.
  private static let shared = unsafe Atomic<Unmanaged<EventLoop>?>(nil)

  static func loop() throws(ConnectError) -> EventLoop {
    if let loop = unsafe shared.load(ordering: .acquiring) { return unsafe loop.takeUnretainedValue() }
    do throws(SystemError) {
      return share(try EventLoop())
    } catch {
      throw .network(error.description)
    }
  }

  /// Starts `loop` and shares it, unless another thread was quicker: then that one's is shared.
  private static func share(_ loop: EventLoop) -> EventLoop {
    let new = unsafe Unmanaged.passRetained(loop)
    let (done, found) = unsafe shared.compareExchange(expected: nil, desired: new, ordering: .acquiringAndReleasing)
    if !done {
      unsafe new.release()
      return unsafe found!.takeUnretainedValue()
    }
    loop.start()
    return loop
  }

  /// The limits and times of one connection; the loop's resources are shared by all.
  static func context(of loop: isolated EventLoop, _ options: ConnectOptions) -> WebSocketContext {
    let resources = loop.attachment as? WebSocketResources ?? WebSocketResources()
    if loop.attachment == nil { loop.attachment = resources }
    let context = WebSocketContext(role: .client, resources: resources)
    context.limits = options.limits
    context.pingInterval = options.pingInterval
    context.pingTimeout = options.pingTimeout
    context.closeTimeout = options.closeTimeout
    // A message that was accepted is kept until it is sent: the sender waits before the next one.
    context.backlogLimit = .max
    return context
  }
}

extension EventLoop? {
  /// The loop, or the shared one.
  func orShared() throws(ConnectError) -> EventLoop {
    if let loop = self { return loop }
    return try SharedLoop.loop()
  }
}
