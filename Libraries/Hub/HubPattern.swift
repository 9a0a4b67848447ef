import TautRooms

/// What a hub knows about one wildcard subscription.
struct HubPattern: Sendable {
  var slot: UInt32
  /// What the client knows it by: a number of its own connection.
  var serial: UInt32
  var pattern: RoomPattern
  /// What holds for each room; its room is none that the pattern covers.
  var order: SubscriptionOrder
  /// The subscriptions to the rooms that it covers, by the hub's numbers of the rooms.
  var children: [Int32: Int32] = [:]
  /// These subscriptions in order.
  var numbers: [Int32] { children.values.sorted() }

  /// Whether the client knows that there are rooms that could not be covered.
  var isFull = false

  /// The name that the client knows it by.
  var name: String { "s\(serial)" }
}
