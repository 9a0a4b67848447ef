import TautAdmission
import TautEventLoop
import TautFraming
import TautHub
import TautWebSocket

/// How a server takes leave of its clients: over how long it asks them to go, and how long each of them has.
struct DrainPlan: Sendable {
  /// How much of the time both parts may take; the rest is for close handshakes.
  private static let share = 2.5
  /// The time that a client costs wherever it connects next, at least.
  private static let timePerClient = Duration.milliseconds(2)

  /// Over how long `reconnect_required` goes out, and up to how long each client is asked to wait before it leaves.
  ///
  /// Those who leave as asked do it over twice this time, and at no moment do more leave than one in two milliseconds, than
  /// may connect in a second, or than the limit of the time makes necessary. Those who do not are closed in the order in which they were asked.
  let window: Duration

  /// When the process ends in any case, from the beginning.
  let limit: Duration

  /// Plans the leave of `clients`, who come back where so many may connect in a second; 0 for any number.
  init(clients: Int, connectsPerSecond: Int, limit: Duration) {
    let timePerClient = max(Self.timePerClient, connectsPerSecond > 0 ? .seconds(1) / connectsPerSecond : .zero)
    window = min(limit / Self.share, timePerClient * clients)
    // What is still to be done then has to fit in as well.
    self.limit = limit * 0.95
  }
}

extension ServerLoop {
  /// Asks all clients to reconnect, one after the other, and closes the connections of those who have had their time.
  func drain(reason: String, _ plan: DrainPlan) {
    guard !isDraining else { return }
    isDraining = true
    tell { hub, output in hub.beginDraining(into: &output) }
    let sockets = reactor.streams.compactMap { $0.handler as? WebSocket }
    let steps = max(1, min(sockets.count, Int(plan.window / .milliseconds(20))))
    for step in 0..<steps {
      let slice = sockets[(sockets.count * step / steps)..<(sockets.count * (step + 1) / steps)]
      let start = plan.window * step / steps
      reactor.after(start) { [weak self] in self?.requireReconnect(of: slice, reason: reason, plan) }
      reactor.after(start + plan.window) {
        for socket in slice { socket.close(.serviceRestart, reason: reason) }
      }
    }
  }

  private func requireReconnect(of sockets: ArraySlice<WebSocket>, reason: String, _ plan: DrainPlan) {
    // A slot may belong to somebody else by now.
    let slots = sockets.filter(\.isOpen).map { UInt32($0.stream.slot) }
    tell { hub, output in
      hub.requireReconnect(of: slots, reason: reason, after: .zero, jitter: plan.window, at: now, into: &output)
    }
  }
}

extension Server {
  /// Ends the server in order: new connections are refused with `Retry-After`, every client is told
  /// `reconnect_required`, then closed with 1012, spread over time, and the loops stop.
  ///
  /// Answers to users that are being generated are awaited, so that they are in the inbox. It takes at most
  /// ``ServerConfiguration/drainTimeout``, and no time when nobody is connected and nothing is generated.
  public func drain(reason: String) async {
    let start = ContinuousClock.now
    let count = connectionCount
    let plan = DrainPlan(
      clients: count, connectsPerSecond: configuration.admission.connectsPerSecond, limit: configuration.drainTimeout)
    log(.draining(connections: count, reason: reason))
    onEachLoop { $0.drain(reason: reason, plan) }
    while connectionCount + answerCount > 0, ContinuousClock.now - start < plan.limit {
      do {
        try await Task.sleep(for: .milliseconds(20))
      } catch {
        break  // cancelled: end at once
      }
    }
    stop()
  }
}
