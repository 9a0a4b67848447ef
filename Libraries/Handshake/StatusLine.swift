internal import TautBytes

/// The first line of a response (RFC 9112, 4).
struct StatusLine: StartLine {
  static let mayFollowEmptyLine = false

  let version: HTTPVersion
  let status: Status
  let reason: Range<Int>

  init(_ bytes: [UInt8], in line: Range<Int>) throws(HeadError) {
    let versionEnd = bytes[line].firstIndex(of: .space) ?? line.upperBound
    guard let version = HTTPVersion(bytes, in: line.lowerBound..<versionEnd)
    else { throw Self.versionError(bytes, in: line.lowerBound..<versionEnd) }
    let rest = bytes[line].dropFirst(9)
    let digits = rest.prefix(3)
    guard digits.count == 3, digits.allSatisfy({ $0.isASCIIDigit }),
      // The space after the code belongs to the grammar even without a reason, and some servers leave it out.
      rest.count == 3 || rest[rest.startIndex + 3] == .space
    else { throw .malformedStatusLine }
    let code = digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    guard (100...599).contains(code) else { throw .malformedStatusLine }
    self.version = version
    status = Status(code)
    reason = min(rest.startIndex + 4, line.upperBound)..<line.upperBound
  }

  private static func versionError(_ bytes: [UInt8], in range: Range<Int>) -> HeadError {
    HTTPVersion.isVersion(bytes, in: range) ? .unsupportedVersion(bytes.text(range)) : .malformedStatusLine
  }

  /// A TLS alert begins with 21 (RFC 8446, 5.1): what a TLS port says to a plain request.
  static func misunderstanding(firstByte: UInt8) -> HeadError? {
    firstByte == 0x15 ? .tlsAnswer : nil
  }

  static func tooLong(limit: Int) -> HeadError { .headTooLarge(limit: limit) }
}
