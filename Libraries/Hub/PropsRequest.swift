import TautRooms

/// A `get_props` that waits for the room's latest publications.
struct PropsRequest: Sendable {
  /// The most publications that an answer is made of.
  static let limit = 200

  var slot: UInt32
  var generation: UInt64
  var correlationId: [UInt8]
  var filter: Filter
}
