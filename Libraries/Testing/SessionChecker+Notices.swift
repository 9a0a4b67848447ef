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
    let (record, health) = (clients[client], network.clients[client].report.health)
    check(NoticeRules.violation(indicator, toasts, record.facts, at: network.now), client, network)
    check(record.gaps.violation(toasts, at: network.now), client, network)
    check(NoticeRules.health(isDegraded: health.isDegraded, record.facts), client, network)
  }

  func dismissed(_ client: Int, _ network: SimulatedNetwork) { clients[client].facts.noteDismissal(at: network.now) }

  /// Checks that no attempt which was promised is late, and no poll.
  func checkPunctuality(of client: Int, _ network: SimulatedNetwork) {
    let ready = network.origin + .nanoseconds(network.clients[client].asleepUntil)
    check(NoticeRules.punctuality(clients[client].facts, since: ready, at: network.now), client, network)
    check(clients[client].polls.lateness(since: ready, at: network.now), client, network)
  }
}
