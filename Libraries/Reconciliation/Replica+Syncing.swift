/// Subscribe first, hold what comes, fetch the snapshot, replay: so nothing is missed and nothing comes twice.
extension Replica {
  mutating func connect(into actions: inout [ReconciliationAction]) {
    disconnect()
    phase = .subscribing
    failures = 0
    actions.append(.subscribe(category: category.name))
  }

  mutating func disconnect() {
    switch phase {
    case .live: isWhole = true
    // What was held is gone.
    case .fetching, .givenUp: isWhole = false
    case .offline, .subscribing: break
    }
    phase = .offline
    buffer.removeAll()
    audit = nil
    nextAudit = nil
    catchUp = nil
    // What was sent may be lost; the server recognises what it has.
    for index in pending.indices where pending[index].progress == .sent { pending[index].progress = .waiting }
  }

  mutating func receiveSubscription(
    at start: StatePosition, recovered: Bool, now: ContinuousClock.Instant, into actions: inout [ReconciliationAction]
  ) {
    guard case .subscribing = phase else { return }
    begin(start.epoch)
    if recovered, isWhole, !configuration.snapshotOnConnect, position?.epoch == start.epoch {
      // What the server has changed meanwhile comes before the client's own changes are sent.
      catchUp = CatchUp(offset: start.offset, deadline: now + configuration.retryInterval)
      return becomeLive(now: now, into: &actions)
    }
    fetch(from: start.offset, now: now, into: &actions)
  }

  /// Asks for a snapshot that has everything up to `offset` at least.
  mutating func fetch(
    from offset: UInt64, after failure: String? = nil, now: ContinuousClock.Instant,
    into actions: inout [ReconciliationAction]
  ) {
    coveredFrom = offset
    audit = nil
    catchUp = nil
    guard failures < configuration.snapshotLimit else {
      return giveUp(.noSnapshot(tries: failures, last: failure), into: &actions)
    }
    let request = newRequest()
    phase = .fetching(Fetch(request: request, deadline: now + configuration.snapshotTimeout))
    actions.append(.requestSnapshot(category: category.name, request: request))
  }

  mutating func giveUp(_ reason: GiveUpReason, into actions: inout [ReconciliationAction]) {
    phase = .givenUp
    buffer.removeAll()
    actions.append(.giveUp(category: category.name, reason))
  }

  /// Asks for a snapshot of what is live; updates go on from the position.
  mutating func reload(now: ContinuousClock.Instant, into actions: inout [ReconciliationAction]) {
    if let position { coveredFrom = position.offset }
    fetch(from: coveredFrom, now: now, into: &actions)
  }

  /// Asks for the snapshot anew, for what was being done has failed.
  mutating func refetch(now: ContinuousClock.Instant, into actions: inout [ReconciliationAction]) {
    failures += 1
    var failure: String?
    if case .fetching(let fetch) = phase { failure = fetch.failure }
    fetch(from: coveredFrom, after: failure, now: now, into: &actions)
  }

  /// Records that updates up to `offset` will not come.
  mutating func receiveGap(
    upTo offset: UInt64, now: ContinuousClock.Instant, into actions: inout [ReconciliationAction]
  ) {
    switch phase {
    case .offline, .subscribing: isWhole = false
    case .fetching, .givenUp: coveredFrom = max(coveredFrom, offset)
    case .live: fetch(from: max(position?.offset ?? 0, offset), now: now, into: &actions)
    }
  }

  /// Records that what was asked for cannot be had.
  mutating func receiveFailure(request: UInt64, _ reason: String, now: ContinuousClock.Instant) {
    if audit?.request == request { audit = nil }
    guard case .fetching(var fetch) = phase, fetch.request == request else { return }
    fetch.failure = reason
    fetch.deadline = min(fetch.deadline, now + configuration.retryInterval * (failures + 1))
    phase = .fetching(fetch)
  }

  /// Asks for a snapshot although all seems well.
  mutating func force(now: ContinuousClock.Instant, into actions: inout [ReconciliationAction]) {
    switch phase {
    case .live: reload(now: now, into: &actions)
    case .givenUp:
      failures = 0
      fetch(from: coveredFrom, now: now, into: &actions)
    case .offline, .subscribing, .fetching: break
    }
  }

  mutating func receiveSnapshot(
    request: UInt64, _ items: [StateItem], at end: StatePosition, isLast: Bool, now: ContinuousClock.Instant,
    into actions: inout [ReconciliationAction]
  ) {
    guard case .fetching(var fetch) = phase, fetch.request == request else { return }
    fetch.items += items
    guard fetch.items.count <= configuration.itemLimit else {
      return giveUp(.tooManyItems(limit: configuration.itemLimit), into: &actions)
    }
    phase = .fetching(fetch)
    guard isLast else { return }
    // In a new epoch everything comes over the subscription, as it stood before that began.
    guard admits(end.epoch) || (end.epoch == epoch && end.offset >= coveredFrom) else {
      return refetch(now: now, into: &actions)
    }
    begin(end.epoch)
    install(fetch.items, at: end, now: now, into: &actions)
  }

  private mutating func install(
    _ items: [StateItem], at end: StatePosition, now: ContinuousClock.Instant,
    into actions: inout [ReconciliationAction]
  ) {
    failures = 0
    base = Dictionary(items.map { ($0.id, $0) }) { _, last in last }
    position = end
    for update in buffer where update.position.epoch == end.epoch && update.position.offset > end.offset {
      guard hasRoom(for: update) else { return overflow(with: update, into: &actions) }
      store(update)
    }
    buffer.removeAll()
    let rollbacks = reconcile()
    showAll(into: &actions)
    actions += rollbacks
    becomeLive(now: now, into: &actions)
  }

  private mutating func becomeLive(now: ContinuousClock.Instant, into actions: inout [ReconciliationAction]) {
    phase = .live
    nextAudit = configuration.auditInterval.map { now + $0 }
    sendWaiting(into: &actions)
  }

  /// Gives the application everything, in batches.
  private func showAll(into actions: inout [ReconciliationAction]) {
    let items = visibleItems
    var start = 0
    repeat {
      let end = min(start + configuration.batchSize, items.count)
      actions.append(
        .applySnapshot(
          category: category.name, Array(items[start..<end]), isFirst: start == 0, isLast: end == items.count))
      start = end
    } while start < items.count
  }

  /// Whether the base stays within its limit with an update.
  func hasRoom(for update: StateUpdate) -> Bool {
    update.value == nil || base.count < configuration.itemLimit || base[update.id] != nil
  }

  /// Gives up because of an update that there is no room for; what there is room for is shown.
  mutating func overflow(with update: StateUpdate, into actions: inout [ReconciliationAction]) {
    if case .fetching = phase { showAll(into: &actions) }
    coveredFrom = max(coveredFrom, update.position.offset)
    giveUp(.tooManyItems(limit: configuration.itemLimit), into: &actions)
  }

  /// Puts an update into the base.
  mutating func store(_ update: StateUpdate) {
    base[update.id] = update.value.map {
      StateItem(id: update.id, value: $0, version: update.version, modified: update.modified)
    }
    position = update.position
  }
}
