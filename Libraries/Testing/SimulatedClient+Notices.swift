public import TautNotifications
import TautSession

/// What the client's user is told, as a driver does it.
extension SimulatedClient {
  func note(_ change: SessionChange, at now: ContinuousClock.Instant) {
    if bug == .untoldReturn, change.reason == .opened, change.from == .reconnecting { return }
    situation.note(change, of: session.configuration)
    show(at: now)
  }

  func note(_ note: SessionNote, at now: ContinuousClock.Instant) {
    if bug == .untoldAttempt, case .attempting = note { return }
    if situation.note(note) { show(at: now) }
  }

  /// Takes away what has been shown for long enough.
  func fade(at now: ContinuousClock.Instant) {
    guard let fadesAt, fadesAt <= now else { return }
    self.fadesAt = notifications.poll(at: now)
    hasNews = true
  }

  private func show(at now: ContinuousClock.Instant) {
    notifications.update(situation.situation, at: now)
    fadesAt = notifications.poll(at: now)
    hasNews = true
  }
}

extension SimulatedNetwork {
  /// What a client's user is shown now: the indicator, and the toasts, oldest first.
  public func shown(to client: Int) -> (indicator: StatusIndicator, toasts: [Toast]) {
    let owner = clients[client]
    return (owner.notifications.indicator(at: now), owner.notifications.toasts)
  }

  /// Clicks a notice away, as a client's user would, and tells whether there was one.
  @discardableResult
  public func dismiss(_ topic: String, of client: Int) -> Bool {
    let owner = clients[client]
    guard let toast = owner.notifications.toasts.first(where: { $0.notice.topic == topic }) else { return false }
    owner.notifications.dismiss(toast.id, at: now)
    return true
  }

  func tellNews(_ owner: SimulatedClient, _ client: Int) {
    guard owner.hasNews else { return }
    owner.hasNews = false
    let (indicator, toasts) = shown(to: client)
    observer?.network(self, told: client, .shown(indicator, toasts))
  }
}
