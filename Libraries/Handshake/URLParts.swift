internal import TautBytes

/// Where the parts of a URL stand in its bytes (RFC 3986, 3).
struct URLParts {
  private let bytes: [UInt8]
  private let scheme: Range<Int>
  let userInfo: Range<Int>?
  private let hostAndPortRange: Range<Int>
  private let target: Range<Int>

  init(_ bytes: [UInt8]) throws(WebSocketURLError) {
    try Self.checkBytes(bytes)
    guard let colon = bytes.firstIndex(of: .colon), bytes[(colon + 1)...].starts(with: "//".utf8)
    else { throw .missingScheme }
    let start = colon + 3
    let end = bytes[start...].firstIndex { $0 == .slash || $0 == UInt8(ascii: "?") } ?? bytes.count
    let sign = bytes[start..<end].firstIndex(of: UInt8(ascii: "@"))
    self.bytes = bytes
    scheme = 0..<colon
    userInfo = sign.map { start..<$0 }
    hostAndPortRange = (sign.map { $0 + 1 } ?? start)..<end
    target = end..<bytes.count
  }

  private static func checkBytes(_ bytes: [UInt8]) throws(WebSocketURLError) {
    if bytes.contains(UInt8(ascii: "#")) { throw .fragment }
    if let offset = bytes.firstIndex(where: { !$0.isTarget }) { throw .invalidByte(bytes[offset], offset: offset) }
    guard bytes.isPercentEncoded(in: bytes.indices) else { throw .invalidPercentEncoding }
  }

  /// The scheme in lower case.
  var schemeText: String { bytes.text(scheme).lowercased() }

  /// Whether the scheme, whatever its case, is `wss`.
  func isSecure() throws(WebSocketURLError) -> Bool {
    if bytes.matches("wss", in: scheme) { return true }
    if bytes.matches("ws", in: scheme) { return false }
    throw .unsupportedScheme(bytes.text(scheme))
  }

  /// The host in lower case, and the port where there is one.
  func hostAndPort() throws(WebSocketURLError) -> (host: String, port: Int?) {
    guard let first = bytes[hostAndPortRange].first else { throw .missingHost }
    return first == UInt8(ascii: "[") ? try addressAndPort() : try nameAndPort()
  }

  private func nameAndPort() throws(WebSocketURLError) -> (String, Int?) {
    let range = hostAndPortRange
    let end = bytes[range].firstIndex(of: .colon) ?? range.upperBound
    guard end > range.lowerBound else { throw .missingHost }
    guard bytes[range.lowerBound..<end].allSatisfy({ $0.isHostName }),
      bytes[range].count(where: { $0 == .colon }) < 2
    else { throw .invalidHost(bytes.text(range)) }
    return (bytes.text(range.lowerBound..<end).lowercased(), try port(end..<range.upperBound))
  }

  private func addressAndPort() throws(WebSocketURLError) -> (String, Int?) {
    let range = hostAndPortRange
    guard let end = bytes[range].firstIndex(of: UInt8(ascii: "]"))
    else { throw .invalidIPv6Address(bytes.text(range.lowerBound + 1..<range.upperBound)) }
    let address = range.lowerBound + 1..<end
    guard IPv6Address.isValid(bytes[address]) else { throw .invalidIPv6Address(bytes.text(address)) }
    return (bytes.text(address).lowercased(), try port(end + 1..<range.upperBound))
  }

  /// The number after the colon; nil where `range` is empty.
  private func port(_ range: Range<Int>) throws(WebSocketURLError) -> Int? {
    guard let first = bytes[range].first else { return nil }
    let digits = bytes[range].dropFirst()
    guard first == .colon, digits.count <= 5, digits.allSatisfy({ $0.isASCIIDigit }),
      let port = Int(String(decoding: digits, as: UTF8.self)), (1...65_535).contains(port)
    else { throw .invalidPort(String(decoding: digits, as: UTF8.self)) }
    return port
  }

  /// The path and query; RFC 6455, 3 puts `/` for an empty path.
  var requestTarget: String {
    let text = bytes.text(target)
    return text.hasPrefix("/") ? text : "/" + text
  }
}
