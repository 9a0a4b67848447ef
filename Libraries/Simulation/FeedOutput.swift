/// What a feed wants published: used again for every poll, so that a steady feed allocates nothing.
public struct FeedOutput: Sendable {
  /// One message for one room.
  public struct Publication: Sendable, Hashable {
    /// The room.
    public var room: String
    /// The message's type.
    public var type: String
    /// Where the payload stands in ``FeedOutput/bytes``; publications of one update share it.
    public var payload: Range<Int>
  }

  /// The payloads, one JSON object after the other.
  public internal(set) var bytes: [UInt8] = []

  /// What is to be published, in order.
  public internal(set) var publications: [Publication] = []

  /// Makes an empty output.
  public init() {}

  /// Forgets everything but the memory.
  public mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    publications.removeAll(keepingCapacity: true)
  }
}
