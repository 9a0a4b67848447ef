/// A version of HTTP that a head of this module may have.
public enum HTTPVersion: Sendable, Hashable {
  /// HTTP/1.0: no WebSocket, no Transfer-Encoding, and the connection ends with the response.
  case http10
  /// HTTP/1.1.
  case http11

  init?(_ bytes: [UInt8], in range: Range<Int>) {
    // Versions are case-sensitive (RFC 9112, 2.3).
    switch range.count == 8 ? bytes.text(range) : "" {
    case "HTTP/1.1": self = .http11
    case "HTTP/1.0": self = .http10
    default: return nil
    }
  }

  /// Whether `range` looks like a version of HTTP, known or not.
  static func isVersion(_ bytes: [UInt8], in range: Range<Int>) -> Bool {
    bytes[range].starts(with: "HTTP/".utf8) && bytes[range].dropFirst(5).allSatisfy { $0.isToken }
  }
}
