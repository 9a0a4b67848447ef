import TautRooms

/// A `snapshot_request` or `state_sync` that waits for the homes of its rooms.
struct SnapshotGathering: Sendable {
  /// One room of the request.
  struct Part: Sendable {
    /// The room as the client named it.
    var channel: String
    var snapshot: RoomSnapshot?
  }

  /// What a client believes a room's state to be.
  struct Claim: Sendable {
    var position: RecoveryPoint
    var checksum: String
  }

  /// The most rooms of one request.
  static let limit = 16

  var slot: UInt32
  var generation: UInt64
  var correlationId: [UInt8]
  /// The path of the key, as text.
  var key: String
  var parts: [Part]
  /// Whether the client asked for a list of categories.
  var isList = false
  /// What a `state_sync` is compared with.
  var claim: Claim?
  /// How many homes have not answered.
  var missing: Int
}
