/// What one or more calls of a hub produced.
///
/// The caller owns it, carries the actions out, and empties it.
///
/// One output serves a whole turn of an event loop: `removeAll` keeps the memory, so a busy loop allocates nothing here.
public struct HubOutput: Sendable {
  /// The arena of encoded messages that the actions name by range.
  public internal(set) var bytes: [UInt8] = []
  /// The arena of slots that the fan-outs name by range.
  public internal(set) var recipients: [UInt32] = []
  /// What to do, in order.
  public internal(set) var actions: [HubAction] = []

  /// An output with nothing in it.
  public init() {}

  /// Whether there is nothing to do.
  @inlinable
  public var isEmpty: Bool { actions.isEmpty }

  /// Forgets everything and keeps the memory.
  public mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    recipients.removeAll(keepingCapacity: true)
    actions.removeAll(keepingCapacity: true)
  }
}
