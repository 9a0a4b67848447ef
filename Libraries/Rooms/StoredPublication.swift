/// A publication as a store keeps it: what its publisher said, and its place.
public struct StoredPublication: Sendable, Hashable {
  /// The place in the room's order.
  public var offset: UInt64
  /// The publisher's own id, by which a repeated publish is recognised.
  public var id: String?
  /// The publisher's type, such as `odds_update`.
  public var type: String
  /// When it was published: milliseconds since 1970.
  public var timestamp: Int64
  /// The publisher's further meta data as a JSON object, or empty.
  public var meta: [UInt8]
  /// The payload as JSON, byte for byte.
  public var payload: [UInt8]

  /// Makes a publication out of its parts.
  public init(
    offset: UInt64, id: String? = nil, type: String, timestamp: Int64, meta: [UInt8] = [], payload: [UInt8]
  ) {
    self.offset = offset
    self.id = id
    self.type = type
    self.timestamp = timestamp
    self.meta = meta
    self.payload = payload
  }

  /// The bytes of payload and meta data, which count against the bounds of a history.
  public var size: Int { payload.count + meta.count }
}
