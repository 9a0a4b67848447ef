public import TautLog

/// Something that an operator wants to know.
public enum ServerEvent: Sendable, CustomStringConvertible {
  /// The server listens on an address.
  case listening(String, secure: Bool)
  /// A request was refused before it reached a route.
  case refused(status: Int, sentence: String)
  /// Accepting pauses because the system has nothing left.
  case acceptPaused(String)
  /// Certificate and key were read again.
  case reloaded
  /// The keys for tokens were read, at the start or again.
  case tokenKeys(count: Int)
  /// A key for tokens is weak or left out.
  case tokenKeyWarning(String)
  /// Tokens were revoked, and connections closed over it.
  case revoked(String, connections: Int)
  /// What was revoked before the start is not known.
  case revocationsUnknown(String)
  /// The server is draining.
  case draining(connections: Int, reason: String)
  /// What was stored is loaded.
  case storeOpened(file: String, rooms: Int, publications: Int)
  /// Something could not be stored, or nothing can be.
  case storeFailed(String)
  /// Storing works again.
  case storeWorksAgain
  /// A connection was closed over what its peer did.
  case dropped(String)

  /// One line.
  public var description: String {
    switch self {
    case .listening(let address, let secure): "listening on \(secure ? "https" : "http")://\(address)"
    case .refused(let status, let sentence): "refused a request with \(status): \(sentence)"
    case .acceptPaused(let reason): "accepting pauses: \(reason)"
    case .reloaded: "read certificate and key again"
    case .tokenKeys(let count): "tokens are checked with \(count) key\(count == 1 ? "" : "s")"
    case .tokenKeyWarning(let warning): "tokens: \(warning)"
    case .revoked(let what, let connections): "revoked \(what) and closed \(connections) connections"
    case .revocationsUnknown(let reason): "what was revoked before is not known, and counts again: \(reason)"
    case .draining(let connections, let reason): "draining \(connections) connections: \(reason)"
    case .storeOpened(let file, let rooms, let publications):
      "loaded \(publications) publications of \(rooms) rooms from \(file)"
    case .storeFailed(let reason): "publishing is refused: \(reason)"
    case .storeWorksAgain: "publishing works again"
    case .dropped(let reason): "closed a connection: \(reason)"
    }
  }

  /// The event as a record for a log.
  public var record: LogRecord {
    switch self {
    case .listening: LogRecord(.info, "listening", description)
    case .refused(let status, _):
      LogRecord(status >= 500 ? .warning : .info, "refused", description, fields: [LogField("status", status)])
    case .acceptPaused: LogRecord(.warning, "accept_paused", description)
    case .reloaded: LogRecord(.info, "reloaded", description)
    case .tokenKeys(let count): LogRecord(.info, "token_keys", description, fields: [LogField("keys", count)])
    case .tokenKeyWarning: LogRecord(.warning, "token_key_warning", description)
    case .revoked(_, let connections):
      LogRecord(.info, "revoked", description, fields: [LogField("connections", connections)])
    case .revocationsUnknown: LogRecord(.error, "revocations_unknown", description)
    case .draining(let connections, _):
      LogRecord(.info, "draining", description, fields: [LogField("connections", connections)])
    case .storeOpened(_, let rooms, let publications):
      LogRecord(
        .info, "store_opened", description,
        fields: [LogField("rooms", rooms), LogField("publications", publications)])
    case .storeFailed: LogRecord(.error, "store_failed", description)
    case .storeWorksAgain: LogRecord(.info, "store_works_again", description)
    case .dropped: LogRecord(.info, "dropped", description)
    }
  }
}
