import TautEventLoop
import TautFraming
import TautHub
import TautWebSocket

extension ServerLoop {
  /// Asks all clients to reconnect, and then closes their connections one after the other.
  ///
  /// - Parameters:
  ///   - reason: What `reconnect_required` says.
  ///   - window: Over how long the connections are closed.
  func drain(reason: String, over window: Duration) {
    guard !isDraining else { return }
    isDraining = true
    tell { hub, output in
      hub.drain(reason: reason, after: .zero, jitter: window, at: now, into: &output)
    }
    let sockets = reactor.streams.compactMap { $0.handler as? WebSocket }
    let steps = max(1, min(sockets.count, Int(window / .milliseconds(20))))
    for step in 0..<steps {
      let slice = sockets[(sockets.count * step / steps)..<(sockets.count * (step + 1) / steps)]
      reactor.after(window * (step + 1) / (steps + 1)) {
        for socket in slice { socket.close(.serviceRestart, reason: reason) }
      }
    }
  }
}

extension Server {
  /// Ends the server in order: new connections are refused with `Retry-After`, every client is told
  /// `reconnect_required`, then closed with 1012, spread over time, and the loops stop.
  ///
  /// It takes at most ``ServerConfiguration/drainTimeout``, and no time when nobody is connected.
  public func drain(reason: String) async {
    let count = connectionCount
    log(.draining(connections: count, reason: reason))
    let limit = configuration.drainTimeout
    let window = min(limit / 2, .milliseconds(2 * count))
    let deadline = ContinuousClock.now + limit
    onEachLoop { $0.drain(reason: reason, over: window) }
    while connectionCount > 0, ContinuousClock.now < deadline {
      do {
        try await Task.sleep(for: .milliseconds(20))
      } catch {
        break  // cancelled: end at once
      }
    }
    stop()
  }
}
