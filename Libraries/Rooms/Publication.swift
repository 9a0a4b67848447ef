import TautBytes

/// One message that was published to a room, encoded once and shared by all who receive or remember it.
///
/// A publication never changes; further spellings of its message are made when they are first asked for. Queues, histories
/// and event loops hold references to one value, never copies of its bytes.
public final class Publication: Sendable {
  /// The room it was published to.
  public let room: RoomName
  /// The life of the room in which ``offset`` counts.
  public let epoch: Epoch
  /// The place in the room's order; the first publication of an epoch has 1.
  public let offset: UInt64
  /// The publisher's own id, by which a repeated publish is recognised.
  public let id: String?
  /// The publisher's type, such as `odds_update`.
  public let type: String
  /// When it was published: milliseconds since 1970, as in the `ts` of the message.
  public let timestamp: Int64
  /// The whole message as it goes to subscribers of the v2 dialect: UTF-8 JSON without a frame header.
  public let message: [UInt8]
  /// Where the payload lies in ``message``.
  public let payload: Range<Int>

  /// The number of further spellings that a publication can have.
  public static let formCount = 4

  private let forms = InlineArray<4, OnceBytes> { _ in OnceBytes() }

  /// Makes a publication out of a message that is already encoded.
  public init(
    room: RoomName, epoch: Epoch, offset: UInt64, id: String? = nil, type: String, timestamp: Int64, message: [UInt8],
    payload: Range<Int>
  ) {
    precondition(payload.lowerBound >= 0 && payload.upperBound <= message.count, "the payload lies outside the message")
    self.room = room
    self.epoch = epoch
    self.offset = offset
    self.id = id
    self.type = type
    self.timestamp = timestamp
    self.message = message
    self.payload = payload
  }

  /// Lends the payload's bytes to `body`.
  public func withPayload<Result, Failure: Error>(
    _ body: (RawSpan) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try message.withBytes { bytes throws(Failure) in try body(bytes.extracting(payload)) }
  }

  /// The message in another spelling, made once for all who ask, on whatever loop they are.
  ///
  /// Where two loops ask at the same time both make it, and one of the two is kept.
  ///
  /// - Parameters:
  ///   - index: Which spelling: 0 to ``formCount`` − 1, as the caller numbers them.
  ///   - make: Makes the spelling.
  /// - Returns: The spelling, as all others get it.
  public func form(_ index: Int, _ make: () -> [UInt8]) -> [UInt8] {
    forms[index].bytes(make)
  }
}
