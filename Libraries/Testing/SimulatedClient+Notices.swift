public import TautNotifications
import TautSession

/// What the client's user is told, as a driver does it.
extension SimulatedClient {
  func note(_ change: SessionChange, at now: ContinuousClock.Instant) {
    if bug == .untoldReturn, change.reason == .opened, change.from == .reconnecting { return }
    var change = change
    if bug == .simulationAsReal, change.reason == .simulating, change.to == .open { change.reason = .opened }
    report.note(change, of: session.configuration, at: now)
    switch (bug, change.reason) {
    case (.untoldDegradation, .unhealthy), (.untoldRecovery, .healthy):
      report.notifications.resolve(Notice.connectionTopic)
    default: break
    }
    hasNews = true
  }

  func note(_ note: SessionNote, at now: ContinuousClock.Instant) {
    if bug == .untoldAttempt, case .attempting = note { return }
    if bug == .untoldRestart, case .restartAnnounced = note { return }
    report.note(note, at: now)
    switch note {
    // Everything else is told by a toast, or by the situation.
    case .attemptFailed, .roundTrip, .hello, .renewing: break
    default: hasNews = true
    }
  }

  func note(_ gap: SessionGap, of id: SubscriptionID, at now: ContinuousClock.Instant) {
    guard bug != .untoldGap, let room = session.room(of: id) else { return }
    if bug == .vagueGap {
      report.notifications.post(.missed(room: room), at: now)
    } else {
      report.note(gap, of: room, at: now)
    }
    hasNews = true
  }

  /// Lets time pass for what the user is told, notes when to call again, and tells the session what its health is.
  func review(_ deadline: inout ContinuousClock.Instant?, at now: ContinuousClock.Instant) {
    let count = report.notifications.toasts.count
    if let verdict = report.poll(&deadline, at: now) {
      session.receiveHealth(isHealthy: verdict, at: now, into: &output)
    }
    if report.notifications.toasts.count != count { hasNews = true }
  }
}

extension SimulatedNetwork {
  /// What a client's user is shown now: the indicator, and the toasts, oldest first.
  public func shown(to client: Int) -> (indicator: StatusIndicator, toasts: [Toast]) {
    let notifications = clients[client].report.notifications
    return (notifications.indicator(at: now), notifications.toasts)
  }

  /// What is known about a client's connection: diagnostics, health, notifications.
  public func report(of client: Int) -> SessionReport { clients[client].report }

  /// Clicks a notice away, as a client's user would, and tells whether there was one.
  @discardableResult
  public func dismiss(_ topic: String, of client: Int) -> Bool {
    let owner = clients[client]
    guard let toast = owner.report.notifications.toasts.first(where: { $0.notice.topic == topic }) else { return false }
    owner.report.notifications.dismiss(toast.id, at: now)
    return true
  }

  func tellNews(_ owner: SimulatedClient, _ client: Int) {
    guard owner.hasNews else { return }
    owner.hasNews = false
    let (indicator, toasts) = shown(to: client)
    observer?.network(self, told: client, .shown(indicator, toasts))
  }
}
