/// What a peer sent that is no acceptable HTTP/1.1 head.
///
/// ``status`` answers it. After any of these the connection must be closed: where the next message would begin is unknown,
/// and guessing it is what request smuggling lives on (RFC 9112, 11.2).
public enum HeadError: Error, Sendable, Hashable {
  /// The first byte is a TLS handshake's, and this port speaks plain HTTP.
  case tlsOnPlainPort
  /// The first byte is a TLS alert's, and this side spoke plain HTTP.
  case tlsAnswer
  /// The head is the preface of HTTP/2 (RFC 9113, 3.4).
  case http2OnPlainPort
  /// The request line does not end within the `limit` of bytes.
  case requestLineTooLong(limit: Int)
  /// The head does not end within the `limit` of bytes.
  case headTooLarge(limit: Int)
  /// There are more field lines than the `limit`.
  case tooManyFields(limit: Int)

  /// The first line is not `method target version`, with one space between.
  case malformedRequestLine
  /// The first line is not `version status reason`.
  case malformedStatusLine
  /// The version is not HTTP/1.1 or, for plain HTTP, 1.0.
  case unsupportedVersion(String)
  /// The target contains a byte that may not be in a target.
  case invalidTargetByte(UInt8)
  /// The target has neither a path nor the absolute form of RFC 9112, 3.2.2.
  case unsupportedTarget(String)
  /// A percent sign in the target is not followed by two hexadecimal digits.
  case invalidPercentEncoding
  /// A part of the target is not UTF-8 after its percent-encoding is undone.
  case targetNotUTF8
  /// The path contains a segment `.` or `..`.
  case dotSegment

  /// A carriage return is not followed by a line feed.
  case bareCarriageReturn
  /// A line feed does not follow a carriage return.
  case bareLineFeed
  /// A line contains a control character.
  case controlCharacter(UInt8)
  /// A field line begins with a blank: the line folding that RFC 9112, 5.2 took away.
  case obsoleteFolding
  /// A field line has no colon.
  case missingColon
  /// A field line begins with its colon.
  case emptyFieldName
  /// A blank stands between a field's name and its colon.
  case blankBeforeColon
  /// A field's name contains a byte that may not be in a name.
  case invalidFieldNameByte(UInt8)

  /// An HTTP/1.1 request without Host.
  case missingHost
  /// More than one Host.
  case duplicateHost
  /// The host is empty or contains what may not be in a host.
  case invalidHost(String)
  /// The Content-Length is not one decimal number.
  case invalidContentLength(String)
  /// There is more than one Content-Length.
  case duplicateContentLength
  /// Content-Length stands beside Transfer-Encoding.
  case contentLengthWithTransferEncoding
  /// The transfer coding is not `chunked`.
  case unsupportedTransferEncoding(String)
  /// Transfer-Encoding in HTTP/1.0, which does not have it.
  case transferEncodingInHTTP10
  /// Expect asks for something other than `100-continue`.
  case unsupportedExpectation(String)

  /// The status that answers this error.
  public var status: Status {
    switch self {
    case .requestLineTooLong: .uriTooLong
    case .headTooLarge, .tooManyFields: .requestHeaderFieldsTooLarge
    case .unsupportedVersion: .httpVersionNotSupported
    case .unsupportedTransferEncoding: .notImplemented
    case .unsupportedExpectation: .expectationFailed
    default: .badRequest
    }
  }
}

extension HeadError: CustomStringConvertible {
  /// One sentence about what the peer did.
  public var description: String {
    switch self {
    case .tlsOnPlainPort: "this port speaks plain HTTP and got a TLS handshake: use http:// or ws://"
    case .tlsAnswer: "the port speaks TLS: use https:// or wss://"
    case .http2OnPlainPort: "this port speaks HTTP/1.1 and got the preface of HTTP/2: use HTTP/1.1"
    case .requestLineTooLong(let limit): "the request line does not end within the limit of \(limit) bytes"
    case .headTooLarge(let limit): "the head does not end within the limit of \(limit) bytes"
    case .tooManyFields(let limit): "the head has more fields than the limit of \(limit)"
    case .malformedRequestLine: "the request line is not \"method target HTTP/1.1\" with single spaces"
    case .malformedStatusLine: "the status line is not \"HTTP/1.1 status reason\""
    case .unsupportedVersion(let version): "the version is \(version.shown) and this speaks HTTP/1.1"
    case .invalidTargetByte(let byte): "the target contains \(byte.shown), which must be percent-encoded"
    case .unsupportedTarget(let target): "the target \"\(target.shown)\" is not a path that begins with /"
    case .invalidPercentEncoding: "the target contains a % that two hexadecimal digits do not follow"
    case .targetNotUTF8: "the target is not UTF-8 after percent-decoding"
    case .dotSegment: "the path contains a segment . or .., which the sender must resolve"
    case .bareCarriageReturn: "the head contains a carriage return that no line feed follows"
    case .bareLineFeed: "the head contains a line feed that follows no carriage return"
    case .controlCharacter(let byte): "the head contains the control character \(byte.shown)"
    case .obsoleteFolding: "a field line begins with a blank, and folded lines are not accepted"
    case .missingColon: "a field line has no colon"
    case .emptyFieldName: "a field line has no name before its colon"
    case .blankBeforeColon: "a blank stands between a field's name and its colon"
    case .invalidFieldNameByte(let byte): "a field's name contains \(byte.shown)"
    case .missingHost: "an HTTP/1.1 request needs a Host field"
    case .duplicateHost: "the request has more than one Host field"
    case .invalidHost(let host): "the host \"\(host.shown)\" is not a host name or address with an optional port"
    case .invalidContentLength(let value): "the Content-Length \"\(value.shown)\" is not one decimal number"
    case .duplicateContentLength: "the request has more than one Content-Length field"
    case .contentLengthWithTransferEncoding: "Content-Length and Transfer-Encoding stand in one head"
    case .unsupportedTransferEncoding(let value): "the transfer coding \"\(value.shown)\" is not \"chunked\""
    case .transferEncodingInHTTP10: "HTTP/1.0 has no Transfer-Encoding"
    case .unsupportedExpectation(let value): "the expectation \"\(value.shown)\" is not \"100-continue\""
    }
  }
}
