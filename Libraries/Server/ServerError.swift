import TautEventLoop
import TautTLS

/// Why a server cannot start or reload.
public enum ServerError: Error, Sendable, CustomStringConvertible {
  /// The host is not a numeric address.
  case invalidHost(String)
  /// The address cannot be listened on.
  case listen(address: String, reason: String)
  /// The system has no descriptors left, or the like.
  case system(String)
  /// The certificate or the key cannot be used.
  case tls(String)
  /// The keys that tokens are checked with cannot be used.
  case tokens(String)

  /// One line: what failed, why, and the way out.
  public var description: String {
    switch self {
    case .invalidHost(let host):
      "the host '\(host)' is not a numeric address: use 127.0.0.1, ::1, 0.0.0.0 for all of IPv4, or :: for all"
    case .listen(let address, let reason):
      "cannot listen on \(address): \(reason); choose another with --port or --host"
    case .system(let reason): reason
    case .tls(let reason): reason
    case .tokens(let reason): reason
    }
  }

  /// Whether something that the configuration names cannot be used, so that another start would fail as well.
  public var isOfConfiguration: Bool {
    switch self {
    case .invalidHost, .tls, .tokens: true
    case .listen, .system: false
    }
  }
}
