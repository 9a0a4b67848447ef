/// Updates as they come.
extension Replica {
  mutating func receive(
    _ update: StateUpdate, now: ContinuousClock.Instant, changes: inout [StateChange],
    into actions: inout [ReconciliationAction]
  ) {
    switch phase {
    case .offline, .subscribing: if !hasReached(update.position) { isWhole = false }
    case .givenUp: if update.position.epoch == epoch { coveredFrom = max(coveredFrom, update.position.offset) }
    case .fetching where update.position.epoch == epoch: hold(update, now: now, into: &actions)
    case .live where update.position.epoch == epoch: apply(update, now: now, changes: &changes, into: &actions)
    case .fetching, .live:
      if isNewEpoch(update.position.epoch) { beginEpoch(with: update, now: now, into: &actions) }
    }
  }

  /// A new life of the server's history: nothing that was known can be built upon.
  private mutating func beginEpoch(
    with update: StateUpdate, now: ContinuousClock.Instant, into actions: inout [ReconciliationAction]
  ) {
    begin(update.position.epoch)
    buffer.removeAll()
    fetch(from: update.position.offset, now: now, into: &actions)
  }

  private mutating func hold(
    _ update: StateUpdate, now: ContinuousClock.Instant, into actions: inout [ReconciliationAction]
  ) {
    guard buffer.count >= configuration.bufferLimit else { return buffer.append(update) }
    // A snapshot that is asked for from here on has what is let go.
    buffer.removeAll()
    coveredFrom = update.position.offset
    refetch(now: now, into: &actions)
  }

  private mutating func apply(
    _ update: StateUpdate, now: ContinuousClock.Instant, changes: inout [StateChange],
    into actions: inout [ReconciliationAction]
  ) {
    guard let position, update.position.offset > position.offset else { return }
    if let answer = audit?.answer, update.position.offset > answer.offset {
      guard compare(answer.checksum, now: now, into: &actions) else { return hold(update, now: now, into: &actions) }
    }
    guard hasRoom(for: update) else {
      flush(&changes, into: &actions)
      return overflow(with: update, into: &actions)
    }
    let before = visible(update.id)
    store(update)
    let rollbacks = settle(with: update)
    let after = visible(update.id)
    if before?.value != after?.value { changes.append(StateChange(id: update.id, value: after?.value)) }
    changes += settleConfirmed()
    // The application sees the change before it is told why.
    if !rollbacks.isEmpty { flush(&changes, into: &actions) }
    actions += rollbacks
    sendWaiting(into: &actions)
  }

  /// Gives the application the changes, in batches.
  func flush(_ changes: inout [StateChange], into actions: inout [ReconciliationAction]) {
    for start in stride(from: 0, to: changes.count, by: configuration.batchSize) {
      let end = min(start + configuration.batchSize, changes.count)
      actions.append(.applyUpdate(category: category.name, Array(changes[start..<end])))
    }
    changes.removeAll()
  }
}
