import TautHealth
import TautNotifications

/// State and notifications explain each other, not only when either changes.
extension SessionChecker {
  /// Checks what the users of all clients are shown now.
  func checkNotices(_ network: SimulatedNetwork) {
    for client in clients.indices where !network.isAsleep(client) {
      let (indicator, toasts) = network.shown(to: client)
      checkShown(indicator, toasts, to: client, network)
      checkPunctuality(of: client, network)
    }
  }

  /// Checks what a user is shown at this moment.
  func checkShown(_ indicator: StatusIndicator, _ toasts: [Toast], to client: Int, _ network: SimulatedNetwork) {
    check(
      .notices, NoticeRules.violation(indicator, toasts, clients[client].facts, at: network.now), client, network)
    check(.notices, clients[client].gaps.violation(toasts, at: network.now), client, network)
    check(
      .notices, NoticeRules.health(isDegraded: network.clients[client].report.health.isDegraded, clients[client].facts),
      client, network)
    check(
      .notices, NoticeRules.diagnostics(network.clients[client].report.diagnostics, clients[client].facts), client,
      network)
  }

  func dismissed(_ client: Int, _ network: SimulatedNetwork) { clients[client].facts.noteDismissal(at: network.now) }

  /// Checks that no attempt which was promised is late, and no poll.
  func checkPunctuality(of client: Int, _ network: SimulatedNetwork) {
    let ready = network.origin + .nanoseconds(network.clients[client].asleepUntil)
    check(.notices, NoticeRules.punctuality(clients[client].facts, since: ready, at: network.now), client, network)
    check(.polls, clients[client].polls.lateness(since: ready, at: network.now), client, network)
  }
}
