import TautEventLoop
import TautFraming
import TautWebSocket

extension ConnectOptions {
  /// The limits and times of one connection; the loop's resources are shared by all.
  func context(on loop: isolated EventLoop) -> WebSocketContext {
    let resources = loop.attachment as? WebSocketResources ?? WebSocketResources()
    if loop.attachment == nil { loop.attachment = resources }
    let context = WebSocketContext(role: .client, resources: resources)
    context.limits = limits
    context.pingInterval = pingInterval
    context.pingTimeout = pingTimeout
    context.closeTimeout = closeTimeout
    // A message that was accepted is kept until it is sent: the sender waits before the next one.
    context.backlogLimit = .max
    return context
  }
}
