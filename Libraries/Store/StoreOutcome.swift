/// What a ``StoreWrite`` did once its batch was durable.
public enum StoreOutcome: Sendable, Hashable {
  /// It changed the store.
  case done
  /// It had been done before, and changed nothing.
  case repeated
  /// There is no such message.
  case unknown
  /// The user's inbox is full of what no device has seen yet; `limit` names the bound.
  case inboxFull(limit: String)
}
