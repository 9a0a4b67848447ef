import Synchronization
import TautEventLoop
import TautFraming
import TautWebSocket

/// The event loop that all connections of the process share where no other is named.
enum SharedLoop {
  private static let shared = Mutex<EventLoop?>(nil)

  static func loop() throws(ConnectError) -> EventLoop {
    let result = shared.withLock { shared -> Result<EventLoop, SystemError> in
      if let loop = shared { return .success(loop) }
      return Result { () throws(SystemError) in try EventLoop() }.map { loop in
        loop.start()
        shared = loop
        return loop
      }
    }
    do throws(SystemError) {
      return try result.get()
    } catch {
      throw .network(error.description)
    }
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
