import TautBytes
public import TautEnvelope
public import TautJSON

/// The client's own changes of the room's state.
extension RoomMirror {
  /// Changes an item at once, and publishes the change as soon as the state is live.
  ///
  /// - Parameters:
  ///   - item: The item's id, as ``items`` has it.
  ///   - value: Its content from now on, an object; the id is added where it has none. Nil removes the item.
  ///   - modified: The present in milliseconds since 1970, for ``ConflictPolicy/newest``.
  /// - Returns: The number of the change, which is settled by ``RoomMirrorAction/settled(change:)`` or
  ///   ``RoomMirrorAction/rolledBack(change:item:_:)``.
  /// - Throws: ``ReconciliationError``.
  public mutating func change(
    _ item: String, to value: JSONValue?, modified: Int64
  ) throws(ReconciliationError) -> UInt64 {
    defer { collect(.reloading) }
    let given = value?.value(at: self.key).map { RoomKey(spelling: $0.description) }
    if let given, given.text != item { throw .otherItem(item, key: given.spelling) }
    let key = key(of: item) ?? given ?? RoomKey(text: item)
    var value = value
    if let bare = value {
      value = bare.setting(key, at: self.key)
      if value == nil { throw .noObject(item) }
    }
    let change = try reconciler.mutate(room, item: key.spelling, value: value, modified: modified)
    changes[change] = 0
    return change
  }

  /// An item as it is shown.
  public func item(_ id: String) -> JSONValue? {
    key(of: id).flatMap { reconciler.item($0.spelling, of: room)?.value }
  }

  /// Records that the server published a change, at this place of the room where it said so.
  public mutating func receivePublished(_ change: UInt64, at place: SubscribeSince?) {
    guard changes.removeValue(forKey: change) != nil else { return }
    actions.append(.settled(change: change))
    guard let mutation = mutation(of: change) else { return }
    let position = place.map { StatePosition(epoch: $0.epoch, offset: $0.offset) }
    reconciler.receiveConfirmation(room, mutation: mutation, at: position)
    collect(.reloading)
  }

  /// Records that the server refused to publish a change, or that the program has thought better of it: it is taken back.
  public mutating func receiveRefusal(of change: UInt64, _ reason: String) {
    guard let mutation = mutation(of: change) else {
      // The server's state is what it asked for all the same.
      if changes.removeValue(forKey: change) != nil { actions.append(.settled(change: change)) }
      return
    }
    reconciler.receiveRejection(room, mutation: mutation, reason: reason)
    collect(.reloading)
  }

  // MARK: What becomes of them

  mutating func publish(_ mutation: Mutation) {
    let change = mutation.origin
    // What is on its way is the session's business, over all connections.
    guard changes[change] != mutation.id else { return }
    if changes[change, default: 0] != 0 { actions.append(.withdraw(change: change)) }
    changes[change] = mutation.id
    let key = RoomKey(spelling: mutation.item)
    let value = mutation.value ?? removal(of: key)
    actions.append(.publish(payload: value.bytes(spelling: key, at: self.key), change: change))
  }

  mutating func rollBack(_ mutation: Mutation, _ reason: RollbackReason) {
    if let sent = changes.removeValue(forKey: mutation.origin), sent != 0 {
      actions.append(.withdraw(change: mutation.origin))
    }
    let item = RoomKey(spelling: mutation.item).text
    actions.append(.rolledBack(change: mutation.origin, item: item, reason))
  }

  /// Settles the changes that the server's state has without their publications.
  mutating func settleChanges() {
    guard changes.values.contains(0) else { return }
    let left = Set(reconciler.mutations(of: room).map(\.origin))
    for change in changes.keys.sorted() where changes[change] == 0 && !left.contains(change) {
      changes[change] = nil
      actions.append(.settled(change: change))
    }
  }

  private func mutation(of change: UInt64) -> UInt64? {
    reconciler.mutations(of: room).first { $0.origin == change }?.id
  }

  /// The key of an item that is shown by this name.
  private func key(of item: String) -> RoomKey? {
    let usual = RoomKey(text: item)
    if reconciler.item(usual.spelling, of: room) != nil { return usual }
    return reconciler.items(of: room).lazy.map { RoomKey(spelling: $0.id) }.first { $0.text == item }
  }

  private func removal(of key: RoomKey) -> JSONValue {
    let object: JSONValue = ["deleted": true]
    return object.setting(key, at: self.key) ?? object
  }
}
