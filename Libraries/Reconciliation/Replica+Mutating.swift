internal import TautJSON

/// The client's own changes, shown at once and taken back where the server does not agree.
extension Replica {
  mutating func mutate(
    _ item: String, _ value: JSONValue?, modified: Int64, into actions: inout [ReconciliationAction]
  ) throws(ReconciliationError) -> UInt64 {
    guard pending.count < configuration.mutationLimit else {
      throw .tooManyMutations(category: category.name, limit: configuration.mutationLimit)
    }
    mutations += 1
    let mutation = Mutation(
      id: mutations, item: item, value: value, baseVersion: base[item]?.version ?? 0, modified: modified)
    show(changing: item, into: &actions) { $0.pending.append(Pending(mutation: mutation, base: $0.base[item])) }
    if case .live = phase { sendWaiting(into: &actions) }
    return mutation.id
  }

  mutating func receiveConfirmation(
    of id: UInt64, at end: StatePosition?, into actions: inout [ReconciliationAction]
  ) {
    guard let index = pending.firstIndex(where: { $0.mutation.id == id }) else { return }
    if let end, !hasReached(end) {
      pending[index].progress = .confirmed(end)
    } else {
      show(changing: pending[index].mutation.item, into: &actions) { $0.pending.remove(at: index) }
    }
  }

  mutating func receiveRejection(of id: UInt64, _ reason: String, into actions: inout [ReconciliationAction]) {
    guard let index = pending.firstIndex(where: { $0.mutation.id == id }) else { return }
    let mutation = pending[index].mutation
    show(changing: mutation.item, into: &actions) { $0.pending.remove(at: index) }
    actions.append(.rollBack(category: category.name, mutation, reason: .rejected(reason)))
  }

  mutating func sendWaiting(into actions: inout [ReconciliationAction]) {
    if let catchUp, let position, position.offset < catchUp.offset { return }
    catchUp = nil
    for index in pending.indices where pending[index].progress == .waiting {
      pending[index].progress = .sent
      actions.append(.send(category: category.name, pending[index].mutation))
    }
  }

  /// Carries out `body`, and gives the application the item if it looks different then.
  private mutating func show(
    changing item: String, into actions: inout [ReconciliationAction], _ body: (inout Replica) -> Void
  ) {
    let before = visible(item)?.value
    body(&self)
    let after = visible(item)?.value
    guard before != after else { return }
    actions.append(.applyUpdate(category: category.name, [StateChange(id: item, value: after)]))
  }
}

/// What the server's changes mean for the client's.
extension Replica {
  /// Settles the mutations of an item that the server has changed, and returns what was taken back.
  mutating func settle(with update: StateUpdate) -> [ReconciliationAction] {
    var isOwn = update.mutation != nil
    var rollbacks: [ReconciliationAction] = []
    var kept: [Pending] = []
    for entry in pending {
      guard entry.mutation.item == update.id else {
        kept.append(entry)
        continue
      }
      if isSettled(entry, by: update) {
        // What was made on top of it goes with what the server has now.
        isOwn = true
      } else if let next = judge(entry, update, isOwn: isOwn, &rollbacks) {
        kept.append(next)
      }
    }
    pending = kept
    return rollbacks
  }

  /// Whether the mutation is in the server's state.
  private func isSettled(_ entry: Pending, by update: StateUpdate) -> Bool {
    if entry.mutation.id == update.mutation { return true }
    switch entry.progress {
    case .confirmed(let end): return hasReached(end)
    case .waiting, .sent: return update.mutation == nil && entry.mutation.value == update.value
    }
  }

  private mutating func judge(
    _ entry: Pending, _ update: StateUpdate, isOwn: Bool, _ rollbacks: inout [ReconciliationAction]
  ) -> Pending? {
    if case .confirmed = entry.progress { return entry }
    var next = entry
    switch isOwn ? .keep : policy.judge(update, entry.mutation) {
    case .keep: next.mutation.baseVersion = update.version
    case .takeBack:
      rollbacks.append(.rollBack(category: category.name, entry.mutation, reason: .conflict(update)))
      return nil
    case .replace(let value):
      // A number of its own, for the server may know the other one by now.
      mutations += 1
      next.mutation = Mutation(
        id: mutations, item: update.id, value: value, baseVersion: update.version, modified: entry.mutation.modified)
      next.mutation.origin = entry.mutation.origin
      next.progress = .waiting
    }
    next.base = base[update.id]
    return next
  }

  /// Settles all mutations with the server's state as a snapshot has it, and returns what was taken back.
  mutating func reconcile() -> [ReconciliationAction] {
    guard let position else { return [] }
    _ = settleConfirmed()
    var rollbacks: [ReconciliationAction] = []
    for item in Set(pending.filter { $0.base != base[$0.mutation.item] }.map(\.mutation.item)).sorted() {
      let now = base[item]
      rollbacks += settle(
        with: StateUpdate(
          id: item, value: now?.value, version: now?.version ?? 0, modified: now?.modified ?? 0, position: position))
    }
    return rollbacks
  }

  /// Lets go of the mutations whose updates must have come by now, and returns what looks different then.
  mutating func settleConfirmed() -> [StateChange] {
    let settled = pending.filter { entry in
      if case .confirmed(let end) = entry.progress { hasReached(end) } else { false }
    }
    guard !settled.isEmpty else { return [] }
    let before = Set(settled.map(\.mutation.item)).sorted().map { ($0, visible($0)?.value) }
    let ids = Set(settled.map(\.mutation.id))
    pending.removeAll { ids.contains($0.mutation.id) }
    return before.compactMap { item, value in
      let after = visible(item)?.value
      return after == value ? nil : StateChange(id: item, value: after)
    }
  }
}
