public import TautReconciliation

/// What happens to a ``LiveState``.
public enum LiveStateChange<Value: Sendable>: Sendable {
  /// These are all items, by their ids, in place of what was there.
  case snapshot([String: Value])
  /// An item is there, or has another value.
  case upsert(id: String, Value)
  /// An item is gone.
  case remove(id: String)
  /// An item cannot be decoded, and counts as gone until there is another value.
  case undecodable(id: String, any Error)
  /// A change of this program was taken back; what the item is now stands before.
  case rolledBack(id: String, LiveStateError)
  /// The state follows the room from here on.
  case live
  /// The state is as it was, and does not follow the room until the next ``live``: the connection is lost, publications are
  /// missing, or an audit found a difference, which is healed.
  case stale(StaleReason)
}
