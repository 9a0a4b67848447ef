/// Something that happened on a recorded connection.
public struct RecordedEvent: Sendable, Hashable {
  /// Who did something.
  public enum Side: String, Sendable, Hashable, CaseIterable {
    /// The one that connected.
    case client
    /// The one that was connected to.
    case server

    /// The other one.
    public var peer: Side { self == .client ? .server : .client }
  }

  /// The content of a message.
  public enum Content: Sendable, Hashable {
    /// Valid UTF-8.
    case text(String)
    /// Any bytes.
    case binary([UInt8])

    /// The size in bytes.
    public var count: Int {
      switch self {
      case .text(let text): text.utf8.count
      case .binary(let bytes): bytes.count
      }
    }
  }

  /// What happened.
  public enum Kind: Sendable, Hashable {
    /// The connection was opened; the first event, and only that.
    case open(RecordedSession)
    /// This side sent a message.
    case message(Side, Content)
    /// The connection ended with this code; 1005 stands for none and 1006 for no close frame. The last event.
    case close(code: UInt16, reason: String)
  }

  /// When, since the connection was opened; kept to the microsecond.
  public var time: Duration
  /// What.
  public var kind: Kind

  /// Describes an event.
  public init(at time: Duration, _ kind: Kind) {
    self.time = time
    self.kind = kind
  }
}
