/// The head of a response that came from a server.
public struct ReceivedResponseHead: Sendable {
  /// The version of HTTP.
  public let version: HTTPVersion

  /// The status.
  public let status: Status

  /// The words that the server put beside the code.
  public let reason: String

  /// The fields.
  public let fields: HeadFields

  /// How the end of the body is found, for a response to any method but HEAD.
  public let body: BodyFraming

  init(_ bytes: [UInt8], line: StatusLine, fields lines: [FieldLine]) throws(HeadError) {
    fields = HeadFields(bytes: bytes, lines: lines)
    version = line.version
    status = line.status
    reason = bytes.text(line.reason)
    body =
      line.status.hasBody
      ? try fields.bodyFraming(version: version) ?? .untilClose
      : .none
  }
}

extension Status {
  /// Whether a response with this status has a body at all (RFC 9112, 6.3).
  fileprivate var hasBody: Bool { code >= 200 && code != 204 && code != 304 }
}
