internal import TautClient
internal import TautClient
internal import TautLog

/// Something that happened on a connection and that the user is told.
enum ShownEvent: Sendable, Hashable {
  /// The connection is open.
  case opened(String, subprotocol: String?, extensions: String)
  /// A message came.
  case received(Message)
  /// A ping came, and was answered.
  case ping([UInt8])
  /// A pong came; with the time since its ping, where there was one.
  case pong([UInt8], after: Duration?)
  /// The connection ended.
  case closed(code: UInt16, reason: String)
}

extension ShownEvent {
  /// The connection to a URL is open; a token in the URL is masked.
  static func opened(_ connection: Connection, to url: String) -> ShownEvent {
    .opened(Redaction.redacted(url), subprotocol: connection.subprotocol, extensions: connection.extensions)
  }
}
