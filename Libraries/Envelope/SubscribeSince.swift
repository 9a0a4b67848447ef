public import TautJSON

/// The last message of a room that a client has seen.
public struct SubscribeSince: Sendable, Hashable {
  /// The life of the room's history that the offset counts in, as the client spells it.
  public var epoch: String

  /// The offset of the last message that was seen.
  public var offset: UInt64

  /// Makes a position from its parts.
  public init(epoch: String, offset: UInt64) {
    self.epoch = epoch
    self.offset = offset
  }

  /// Reads `{"epoch", "offset"}`; a number spelled as a string will do for the offset.
  public init(_ object: JSONSlice, in bytes: RawSpan) throws(EnvelopeError.Reason) {
    guard let epoch = object.member("epoch", in: bytes) else { throw .missing(key: "since.epoch") }
    guard let offset = object.member("offset", in: bytes) else { throw .missing(key: "since.offset") }
    guard let epoch = epoch.string(in: bytes) else { throw .mistyped(key: "since.epoch", expected: "a string") }
    guard let offset = offset.count(in: bytes) else { throw .mistyped(key: "since.offset", expected: "a count") }
    self.epoch = epoch
    self.offset = offset
  }
}

extension JSONSlice {
  /// A number that counts something, or a string that spells one.
  func count(in bytes: RawSpan) -> UInt64? {
    int64(in: bytes).flatMap(UInt64.init(exactly:)) ?? string(in: bytes).flatMap { UInt64($0) }
  }
}
