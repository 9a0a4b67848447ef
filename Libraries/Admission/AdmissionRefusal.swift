/// Why a client may not open a further connection now.
public enum AdmissionRefusal: Error, Sendable, Hashable, CustomStringConvertible {
  /// The address has as many connections as it may have.
  case addressFull(limit: Int)
  /// The user has as many connections as he may have.
  case userFull(limit: Int)
  /// The address opens connections too quickly; the next is possible after some time.
  case addressTooFast(limit: Int, retryAfter: Duration)
  /// So many addresses are connected that no further one can be counted.
  case tooManyAddresses(limit: Int)
  /// As many connections have opened within the last second as may, whosever they are.
  case tooFast(limit: Int, retryAfter: Duration)

  /// One line that names the limit.
  public var description: String {
    switch self {
    case .addressFull(let limit): "this address has \(limit) connections, which is the limit"
    case .userFull(let limit): "this user has \(limit) connections, which is the limit"
    case .addressTooFast(let limit, _): "this address opens more than \(limit) connections per second"
    case .tooManyAddresses(let limit): "connections of \(limit) addresses are open, which is the limit"
    case .tooFast(let limit, _): "\(limit) connections have opened within a second, which is the limit of this server"
    }
  }

  /// Whether the client can do something about it (429), or the server takes nobody for the moment (503).
  public var isAboutClient: Bool {
    if case .tooFast = self { return false }
    return true
  }

  /// The whole seconds to wait, at least one: the value of `Retry-After` (RFC 9110, 10.2.3).
  public var retryAfterSeconds: Int {
    switch self {
    case .addressTooFast(_, let delay): max(1, Int((delay / .seconds(1)).rounded(.up)))
    // Down, so that as many are sent to each second as it takes. Room for them is made by those who came a second before.
    case .tooFast(_, let delay): max(1, Int((delay / .seconds(1)).rounded(.down)))
    case .addressFull, .userFull, .tooManyAddresses: 5
    }
  }

  /// A short word for counting.
  public var reason: String {
    switch self {
    case .addressFull: "address"
    case .userFull: "user"
    case .addressTooFast: "connect_rate_per_address"
    case .tooManyAddresses: "addresses"
    case .tooFast: "connect_rate"
    }
  }
}
