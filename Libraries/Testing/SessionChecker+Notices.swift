/// State and notifications explain each other, not only when either changes.
extension SessionChecker {
  /// Checks what the users of all clients are shown now.
  func checkNotices(_ network: SimulatedNetwork) {
    for client in clients.indices where !network.isAsleep(client) {
      let (indicator, toasts) = network.shown(to: client)
      check(NoticeRules.violation(indicator, toasts, clients[client].facts, at: network.now), client, network)
      checkPunctuality(of: client, network)
    }
  }

  func dismissed(_ client: Int, _ network: SimulatedNetwork) { clients[client].facts.noteDismissal(at: network.now) }

  /// Checks that no attempt which was promised is late.
  func checkPunctuality(of client: Int, _ network: SimulatedNetwork) {
    let ready = network.origin + .nanoseconds(network.clients[client].asleepUntil)
    check(NoticeRules.punctuality(clients[client].facts, since: ready, at: network.now), client, network)
  }
}
