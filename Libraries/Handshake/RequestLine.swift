/// The first line of a request (RFC 9112, 3).
struct RequestLine: StartLine {
  /// RFC 9112, 2.2: an empty line before the request line is to be ignored.
  static let mayFollowEmptyLine = true

  let method: RequestMethod
  let version: HTTPVersion
  let target: RequestTarget

  init(_ bytes: [UInt8], in line: Range<Int>) throws(HeadError) {
    let (method, target, version) = try Self.parts(bytes, in: line)
    self.method = RequestMethod(bytes, in: method)
    self.version = try Self.version(bytes, in: version, method: self.method)
    self.target = try RequestTarget(bytes, in: target)
  }

  /// The three parts between exactly one space each, as RFC 9112, 3 has it without its leniency.
  private static func parts(
    _ bytes: [UInt8], in line: Range<Int>
  ) throws(HeadError) -> (method: Range<Int>, target: Range<Int>, version: Range<Int>) {
    guard let first = bytes.firstIndex(of: .space, in: line),
      let second = bytes.firstIndex(of: .space, in: first + 1..<line.upperBound)
    else { throw .malformedRequestLine }
    let method = line.lowerBound..<first
    guard !method.isEmpty, second > first + 1, bytes.firstIndexOfNonToken(in: method) == nil
    else { throw .malformedRequestLine }
    return (method, first + 1..<second, second + 1..<line.upperBound)
  }

  private static func version(
    _ bytes: [UInt8], in range: Range<Int>, method: RequestMethod
  ) throws(HeadError) -> HTTPVersion {
    if let version = HTTPVersion(bytes, in: range) { return version }
    guard HTTPVersion.isVersion(bytes, in: range) else { throw .malformedRequestLine }
    throw method == .other("PRI") ? .http2OnPlainPort : .unsupportedVersion(bytes.text(range))
  }

  /// A TLS ClientHello comes in a record that begins with 22 (RFC 8446, 5.1).
  static func misunderstanding(firstByte: UInt8) -> HeadError? {
    firstByte == 0x16 ? .tlsOnPlainPort : nil
  }

  static func tooLong(limit: Int) -> HeadError { .requestLineTooLong(limit: limit) }
}
