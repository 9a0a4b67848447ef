import TautRooms

/// What a hub knows about one wildcard subscription.
struct HubPattern: Sendable {
  var slot: UInt32
  /// What the client knows it by: a number of its own connection.
  var serial: UInt32
  var pattern: RoomPattern
  /// What holds for each room; its room is none that the pattern covers.
  var order: SubscriptionOrder
  /// The subscriptions to the rooms that it covers.
  var children: [Int32] = []
  /// Whether the client knows that there are rooms that could not be covered.
  var isFull = false

  /// The name that the client knows it by.
  var name: String { "s\(serial)" }
}
