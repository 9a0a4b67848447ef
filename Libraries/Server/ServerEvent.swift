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
  /// The server is draining.
  case draining(connections: Int, reason: String)
  /// A connection was closed over what its peer did.
  case dropped(String)

  /// One line.
  public var description: String {
    switch self {
    case .listening(let address, let secure): "listening on \(secure ? "https" : "http")://\(address)"
    case .refused(let status, let sentence): "refused a request with \(status): \(sentence)"
    case .acceptPaused(let reason): "accepting pauses: \(reason)"
    case .reloaded: "read certificate and key again"
    case .draining(let connections, let reason): "draining \(connections) connections: \(reason)"
    case .dropped(let reason): "closed a connection: \(reason)"
    }
  }
}
