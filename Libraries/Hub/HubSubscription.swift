import TautRooms

/// What a hub knows about one subscription.
struct HubSubscription: Sendable {
  enum State: Sendable {
    /// The room's home was asked with this ticket; the correlation ids of those who wait for the answer.
    case pending(ticket: UInt64, waiting: [[UInt8]])
    /// Publications after `start` were or will be delivered, be it by replay.
    case live(SubscriptionIndex.Token, start: UInt64)
  }

  var slot: UInt32
  var room: Int32
  /// What the client knows it by: a number of its own connection.
  var serial: UInt32
  var filter: Filter
  var policy: SlowReaderPolicy
  /// How publications are delivered; what is not plain has a ``HubShaper``.
  var delivery = DeliveryOptions()
  /// Whether the client hears who comes and goes.
  var wantsPresence = false
  /// The wildcard subscription that this one is a part of.
  var parent: Int32?
  /// Whether the room came into being after the subscription that covers it.
  var isNewRoom = false
  /// Where the client was, until that is made up for.
  var since: RecoveryPoint?
  var state: State

  /// The name that the client knows it by.
  var name: String { "s\(serial)" }
}
