/// The head of a response, written as it grows.
///
/// ```swift
/// var head = ResponseHead(.ok)
/// head.setBody(type: "application/json", count: body.count)
/// head.setKeepAlive(request.isKeepAlive)
/// output += head.bytes + body
/// ```
public struct ResponseHead: Sendable {
  /// The status.
  public let status: Status

  private var writer: HeadWriter

  /// A head without fields.
  public init(_ status: Status) {
    self.status = status
    writer = HeadWriter(startLine: "HTTP/1.1 \(status.code) \(status.reason)")
  }

  /// Adds a field; a name that is no token and a value with a control character are refused.
  public mutating func append(_ name: String, _ value: String) throws(FieldError) {
    try writer.append(name, value)
  }

  /// Announces a body of `count` bytes of the media type `type`, which must be a constant of the program.
  public mutating func setBody(type: String, count: Int) {
    precondition(!type.utf8.contains { $0.isForbiddenControl })
    writer.write("Content-Type", type)
    writer.write("Content-Length", String(count))
  }

  /// Says whether the connection stays open after this response (RFC 9112, 9.6).
  public mutating func setKeepAlive(_ isKeepAlive: Bool) {
    if !isKeepAlive { writer.write("Connection", "close") }
  }

  /// The whole head, with the empty line at its end.
  public var bytes: [UInt8] { writer.finished() }

  /// The response that lets a client send the body it holds back (RFC 9110, 10.1.1).
  public static let `continue` = [UInt8]("HTTP/1.1 100 Continue\r\n\r\n".utf8)

  mutating func write(_ name: String, _ value: String) {
    writer.write(name, value)
  }
}
