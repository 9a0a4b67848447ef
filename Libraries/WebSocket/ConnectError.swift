public import TautHandshake

/// Why a connection could not be opened.
public enum ConnectError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The URL is not one of a WebSocket.
  case url(String)
  /// An option cannot be used: a field that no head can carry, a certificate that cannot be read.
  case options(String)
  /// The host's name has no address.
  case resolution(String)
  /// The proxy does not open the way to the server.
  case proxy(ProxyError)
  /// TCP could not be established.
  case network(String)
  /// TLS failed.
  case tls(String)
  /// It took longer than the time that was allowed.
  case timeout(Duration)
  /// The task that waited for it was cancelled.
  case cancelled
  /// The server did not upgrade the connection, or answered wrongly.
  case upgrade(UpgradeError)

  /// The HTTP status of the server's refusal, or nil.
  public var status: Int? {
    if case .upgrade(.refused(let refusal)) = self { refusal.status.code } else { nil }
  }

  /// One line that says what happened.
  public var description: String {
    switch self {
    case .url(let text), .options(let text), .resolution(let text), .network(let text), .tls(let text): text
    case .proxy(let error): error.description
    case .timeout(let limit): "the connection was not open after \(limit)"
    case .cancelled: "the attempt was cancelled"
    case .upgrade(let error): error.description
    }
  }
}
