/// What one or more calls of a user channel produced.
///
/// The caller owns it, carries the actions out, and empties it.
public struct UserChannelOutput: Sendable {
  /// What to do, in order.
  public internal(set) var actions: [UserChannelAction] = []

  /// An output with nothing in it.
  public init() {}

  /// Forgets everything and keeps the memory.
  public mutating func removeAll() {
    actions.removeAll(keepingCapacity: true)
  }
}
