/// What is said about a message, beside its content.
///
/// The first four are the seed's, the others tell a subscriber where in its room's order the message stands.
public struct EnvelopeMeta: Sendable, Hashable {
  /// Who made the message.
  public enum Source: String, Sendable, Hashable {
    /// A server.
    case server
    /// A simulation, in place of a server.
    case simulation
  }

  /// How urgent the message is.
  public enum Priority: String, Sendable, Hashable {
    /// It may wait.
    case low
    /// The usual.
    case normal
    /// Before the others.
    case high
  }

  /// Who made the message.
  public var source: Source?

  /// How urgent the message is.
  public var priority: Priority?

  /// How long the message is worth anything, in the unit that the application chose.
  public var ttl: Int64?

  /// How often the message was sent before.
  public var retryCount: Int64?

  /// The room that the message was published to.
  public var room: String?

  /// The life of the room's history that ``offset`` counts in.
  public var epoch: String?

  /// The position of the message in the room's order.
  public var offset: UInt64?

  /// The id of the publication.
  public var id: String?

  /// Further members as a JSON object, or empty; passed on as they are spelled.
  ///
  /// A member that is also set above is left out here.
  public var others: [UInt8] = []

  /// Makes meta data; what is `nil` is not written.
  public init(
    source: Source? = nil, priority: Priority? = nil, ttl: Int64? = nil, retryCount: Int64? = nil, room: String? = nil,
    epoch: String? = nil, offset: UInt64? = nil, id: String? = nil
  ) {
    self.source = source
    self.priority = priority
    self.ttl = ttl
    self.retryCount = retryCount
    self.room = room
    self.epoch = epoch
    self.offset = offset
    self.id = id
  }
}
