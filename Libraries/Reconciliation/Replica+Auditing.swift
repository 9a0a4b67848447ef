/// Looks from time to time whether the state is what the server says it is.
extension Replica {
  mutating func poll(
    at now: ContinuousClock.Instant, into actions: inout [ReconciliationAction]
  ) -> ContinuousClock.Instant? {
    switch phase {
    case .offline, .subscribing, .givenUp: return nil
    case .fetching(let fetch):
      if now >= fetch.deadline { refetch(now: now, into: &actions) }
    case .live:
      if let catchUp, now >= catchUp.deadline {
        self.catchUp = nil
        sendWaiting(into: &actions)
      }
      pollAudit(at: now, into: &actions)
    }
    return deadline
  }

  private var deadline: ContinuousClock.Instant? {
    switch phase {
    case .offline, .subscribing, .givenUp: nil
    case .fetching(let fetch): fetch.deadline
    case .live: [nextAudit, catchUp?.deadline].compactMap(\.self).min()
    }
  }

  private mutating func pollAudit(at now: ContinuousClock.Instant, into actions: inout [ReconciliationAction]) {
    guard let interval = configuration.auditInterval, let due = nextAudit, now >= due else { return }
    // What the server had then has not come until now: late or lost, a snapshot has it.
    if audit?.answer != nil { return reload(now: now, into: &actions) }
    let request = newRequest()
    audit = Audit(request: request)
    nextAudit = now + interval
    actions.append(.requestChecksum(category: category.name, request: request))
  }

  mutating func receiveChecksum(
    request: UInt64, _ checksum: String, at there: StatePosition, now: ContinuousClock.Instant,
    into actions: inout [ReconciliationAction]
  ) {
    guard case .live = phase, audit?.request == request, let position else { return }
    if admits(there.epoch) {
      begin(there.epoch)
      fetch(from: there.offset, now: now, into: &actions)
    } else if there.epoch != position.epoch {
      audit = nil
    } else if position.offset > there.offset {
      // The state has moved on; there will be a quieter moment.
      audit = nil
      nextAudit = now + .seconds(1)
    } else if checksum == ownChecksum {
      audit = nil
      self.position = there
      var changes = settleConfirmed()
      flush(&changes, into: &actions)
    } else if position.offset == there.offset {
      _ = compare(checksum, now: now, into: &actions)
    } else {
      audit?.answer = (checksum, there.offset)
    }
  }

  /// Whether the state is as it should be; otherwise it is healed.
  mutating func compare(
    _ checksum: String, now: ContinuousClock.Instant, into actions: inout [ReconciliationAction]
  ) -> Bool {
    audit = nil
    guard checksum != ownChecksum else { return true }
    divergences += 1
    actions.append(.diverged(category: category.name))
    reload(now: now, into: &actions)
    return false
  }

  private var ownChecksum: String { category.checksum(base.values.sorted { $0.id < $1.id }) }
}
