/// A version of HTTP that a head of this module may have.
public enum HTTPVersion: Sendable, Hashable {
  /// HTTP/1.0: no WebSocket, no Transfer-Encoding, and the connection ends with the response.
  case http10
  /// HTTP/1.1.
  case http11

  init?(_ bytes: [UInt8], in range: Range<Int>) {
    guard range.count == 8, bytes.startsWithHTTP1(at: range.lowerBound) else { return nil }
    switch bytes[range.lowerBound + 7] {
    case UInt8(ascii: "1"): self = .http11
    case UInt8(ascii: "0"): self = .http10
    default: return nil
    }
  }
}

extension [UInt8] {
  /// Whether `HTTP/1.` stands at `start`; versions are case-sensitive (RFC 9112, 2.3).
  fileprivate func startsWithHTTP1(at start: Int) -> Bool {
    self[start..<start + 7].elementsEqual("HTTP/1.".utf8)
  }
}
