/// Why a client may not open a further connection now.
public enum AdmissionRefusal: Error, Sendable, Hashable, CustomStringConvertible {
  /// The address has as many connections as it may have.
  case addressFull(limit: Int)
  /// The user has as many connections as he may have.
  case userFull(limit: Int)
  /// The address opens connections too quickly; the next is possible after some time.
  case tooFast(limit: Int, retryAfter: Duration)
  /// So many addresses are connected that no further one can be counted.
  case tooManyAddresses(limit: Int)

  /// One line that names the limit.
  public var description: String {
    switch self {
    case .addressFull(let limit): "this address has \(limit) connections, which is the limit"
    case .userFull(let limit): "this user has \(limit) connections, which is the limit"
    case .tooFast(let limit, _): "this address opens more than \(limit) connections per second"
    case .tooManyAddresses(let limit): "connections of \(limit) addresses are open, which is the limit"
    }
  }

  /// The whole seconds to wait, at least one: the value of `Retry-After` (RFC 9110, 10.2.3).
  public var retryAfterSeconds: Int {
    switch self {
    case .tooFast(_, let delay): max(1, Int((delay / .seconds(1)).rounded(.up)))
    case .addressFull, .userFull, .tooManyAddresses: 5
    }
  }

  /// A short word for counting.
  public var reason: String {
    switch self {
    case .addressFull: "address"
    case .userFull: "user"
    case .tooFast: "connect_rate"
    case .tooManyAddresses: "addresses"
    }
  }
}
