/// Where a recorded connection went to, and what was agreed on.
public struct RecordedSession: Sendable, Hashable {
  /// The URL, without what is secret in it.
  public var url: String
  /// The subprotocol that the server chose, or nil.
  public var subprotocol: String?
  /// The extensions as in `Sec-WebSocket-Extensions`, or an empty text.
  public var extensions: String
  /// When the connection was opened, in milliseconds since 1970.
  public var milliseconds: Int64

  /// Describes a connection.
  public init(url: String, subprotocol: String? = nil, extensions: String = "", milliseconds: Int64) {
    self.url = url
    self.subprotocol = subprotocol
    self.extensions = extensions
    self.milliseconds = milliseconds
  }
}
