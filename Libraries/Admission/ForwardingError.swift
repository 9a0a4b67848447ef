/// Why nobody can tell for whom a proxy asks.
public enum ForwardingError: Error, Sendable, Hashable, CustomStringConvertible {
  /// `X-Forwarded-For` and `Forwarded` name different clients: the proxy writes one, and the client sent the other.
  case contradiction(IPAddress, IPAddress)

  /// One line: what is wrong and the way out.
  public var description: String {
    switch self {
    case .contradiction(let one, let other):
      "X-Forwarded-For names \(one) and Forwarded names \(other): the proxy must remove the one that it does not write"
    }
  }
}
