import TautEventLoop
import TautWebSocket

extension EventLoop? {
  /// The loop, or the shared one.
  func orShared() throws(ConnectError) -> EventLoop {
    if let loop = self { return loop }
    do throws(SystemError) {
      return try EventLoop.shared()
    } catch {
      throw .network(error.description)
    }
  }
}
