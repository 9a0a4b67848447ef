/// Where the parts of a request target stand in the bytes of a head (RFC 9112, 3.2).
struct RequestTarget: Sendable {
  /// The host and port of the absolute form.
  let authority: Range<Int>?
  /// The path; empty means `/`.
  let path: Range<Int>
  /// What follows the question mark.
  let query: Range<Int>?

  init(_ bytes: [UInt8], in target: Range<Int>) throws(HeadError) {
    if let position = bytes.firstIndexOfNonTarget(in: target) { throw .invalidTargetByte(bytes[position]) }
    guard bytes.isPercentEncoded(in: target) else { throw .invalidPercentEncoding }
    authority = bytes[target.lowerBound] == .slash ? nil : try Self.authority(bytes, in: target)
    let rest = (authority?.upperBound ?? target.lowerBound)..<target.upperBound
    let mark = bytes.firstIndex(of: UInt8(ascii: "?"), in: rest)
    path = rest.lowerBound..<(mark ?? rest.upperBound)
    query = mark.map { $0 + 1..<rest.upperBound }
  }

  /// The authority of the absolute form, which proxies send and a server must accept (RFC 9112, 3.2.2).
  ///
  /// The forms `*` and `host:port` are for OPTIONS and CONNECT, which this server does not speak.
  private static func authority(_ bytes: [UInt8], in target: Range<Int>) throws(HeadError) -> Range<Int> {
    for scheme in ["http://", "https://", "ws://", "wss://"] {
      let start = target.lowerBound + scheme.utf8.count
      guard start <= target.upperBound, bytes.matches(scheme, in: target.lowerBound..<start) else { continue }
      let end = bytes[start..<target.upperBound].firstIndex { $0 == .slash || $0 == UInt8(ascii: "?") }
      let authority = start..<(end ?? target.upperBound)
      try bytes.checkHost(authority)
      return authority
    }
    throw .unsupportedTarget(bytes.text(target))
  }
}

extension [UInt8] {
  /// Refuses what is no host with an optional port, and the user information that RFC 9110, 4.2.4 warns of.
  func checkHost(_ range: Range<Int>) throws(HeadError) {
    guard !range.isEmpty, self[range].allSatisfy({ $0.isHost }) else { throw .invalidHost(text(range)) }
  }
}
