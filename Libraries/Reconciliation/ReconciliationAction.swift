/// What the caller of a ``Reconciler`` must do now.
public enum ReconciliationAction: Sendable, Hashable {
  /// Ask for the updates of the category, and tell ``Reconciler/receiveSubscription(_:at:recovered:now:)``.
  case subscribe(category: String)
  /// Ask for all items of the category, and tell ``Reconciler/receiveSnapshot(_:request:items:at:isLast:now:)``.
  case requestSnapshot(category: String, request: UInt64)
  /// Ask for the category's checksum, and tell ``Reconciler/receiveChecksum(_:request:checksum:at:now:)``.
  case requestChecksum(category: String, request: UInt64)
  /// Send the mutation to the server, and tell what it answers.
  case send(category: String, Mutation)
  /// Show these items in place of what was shown (the first batch), or in addition to it.
  case applySnapshot(category: String, [StateItem], isFirst: Bool, isLast: Bool)
  /// Show these changes.
  case applyUpdate(category: String, [StateChange])
  /// The mutation was taken back, as the changes that come before this action show.
  case rollBack(category: String, Mutation, reason: RollbackReason)
  /// The client's state was not the server's; it is being healed by a snapshot.
  case diverged(category: String)
  /// The category is given up until the next connection or ``Reconciler/force(_:now:)``.
  case giveUp(category: String, GiveUpReason)
}

/// Why a mutation was taken back.
public enum RollbackReason: Sendable, Hashable {
  /// The server refused it.
  case rejected(String)
  /// The server changed the same item, and the policy is in its favour.
  case conflict(StateUpdate)
}
