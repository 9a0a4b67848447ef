internal import TautBytes

/// How the end of a body is found (RFC 9112, 6.3).
public enum BodyFraming: Sendable, Hashable {
  /// There is no body.
  case none
  /// The body has this many bytes.
  case length(Int)
  /// The body comes in chunks, each with its size.
  case chunked
  /// The body ends with the connection; only a response may have this.
  case untilClose
}

extension HeadFields {
  /// The framing that these fields announce, or nil where they announce none.
  ///
  /// RFC 9112, 6.1 and 6.3 allow some of what is refused here. Every message that two recipients could measure differently is
  /// refused, because that is how requests are smuggled.
  func bodyFraming(version: HTTPVersion) throws(HeadError) -> BodyFraming? {
    let length = firstValue(named: "Content-Length")
    guard let coding = firstValue(named: "Transfer-Encoding") else {
      return try length.map { range throws(HeadError) in .length(try contentLength(range)) }
    }
    guard version == .http11 else { throw .transferEncodingInHTTP10 }
    guard length == nil else { throw .contentLengthWithTransferEncoding }
    guard !hasSeveral(named: "Transfer-Encoding"), bytes.matches("chunked", in: coding)
    else { throw .unsupportedTransferEncoding(values(named: "Transfer-Encoding").joined(separator: ", ")) }
    return .chunked
  }

  private func contentLength(_ value: Range<Int>) throws(HeadError) -> Int {
    guard !hasSeveral(named: "Content-Length") else { throw .duplicateContentLength }
    let digits = bytes[value]
    // Eighteen digits fit into an Int.
    guard (1...18).contains(digits.count), digits.allSatisfy({ $0.isASCIIDigit })
    else { throw .invalidContentLength(bytes.text(value)) }
    return digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
  }
}
