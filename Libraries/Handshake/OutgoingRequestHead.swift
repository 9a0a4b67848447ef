/// The head of a request that a client sends, written as it grows.
///
/// ```swift
/// var head = OutgoingRequestHead(.post, target: "/ws/v2/publish", host: "127.0.0.1:8000")
/// head.setBody(type: "application/json", count: body.count)
/// output += head.bytes + body
/// ```
public struct OutgoingRequestHead: Sendable {
  private var writer: HeadWriter

  /// A head without fields but Host.
  ///
  /// - Parameters:
  ///   - method: The method.
  ///   - target: Path and query, percent-encoded.
  ///   - host: The host and the port, as ``WebSocketURL/hostField`` gives them.
  public init(_ method: RequestMethod, target: String, host: String) {
    precondition(target.utf8.allSatisfy { $0.isTarget }, "a request target has no blanks and no control characters")
    precondition(!host.utf8.contains { $0.isForbiddenControl })
    writer = HeadWriter(startLine: "\(method.name) \(target) HTTP/1.1")
    writer.write("Host", host)
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

  /// The whole head, with the empty line at its end.
  public var bytes: [UInt8] { writer.finished() }
}
