/// The head of a request: its first line and its fields.
///
/// A head that exists is safe to act on: whatever request smuggling and response splitting live on was refused by the
/// ``RequestHeadParser``.
public struct RequestHead: Sendable {
  /// The method.
  public let method: RequestMethod

  /// The version of HTTP.
  public let version: HTTPVersion

  /// The fields.
  public let fields: HeadFields

  /// How the end of the body is found.
  public let body: BodyFraming

  /// Whether the client waits for `100 Continue` before it sends the body (RFC 9110, 10.1.1).
  public let expectsContinue: Bool

  let target: RequestTarget

  init(_ bytes: [UInt8], line: RequestLine, fields lines: [FieldLine]) throws(HeadError) {
    fields = HeadFields(bytes: bytes, lines: lines)
    method = line.method
    version = line.version
    target = line.target
    body = try fields.bodyFraming(version: version) ?? .none
    expectsContinue = try fields.expectsContinue() && body != .none && version == .http11
    try checkHost()
  }

  /// RFC 9112, 3.2: exactly one Host, also where the target names a host.
  private func checkHost() throws(HeadError) {
    guard let host = fields.firstValue(named: "Host") else {
      if version == .http10 { return }
      throw .missingHost
    }
    guard !fields.hasSeveral(named: "Host") else { throw .duplicateHost }
    try fields.bytes.checkHost(host)
  }
}

extension RequestHead {
  /// The host and port that the client asked for, as it wrote them; empty only in HTTP/1.0.
  ///
  /// The target's own host wins over the Host field (RFC 9112, 3.2.2).
  public var host: String {
    (target.authority ?? fields.firstValue(named: "Host")).map { fields.bytes.text($0) } ?? ""
  }

  /// Whether the connection stays open after the response (RFC 9112, 9.3).
  ///
  /// HTTP/1.0 connections are not kept open.
  public var isKeepAlive: Bool {
    version == .http11 && !fields.list(named: "Connection", contains: "close")
  }
}

extension HeadFields {
  fileprivate func expectsContinue() throws(HeadError) -> Bool {
    guard let expectation = firstValue(named: "Expect") else { return false }
    guard !hasSeveral(named: "Expect"), bytes.matches("100-continue", in: expectation)
    else { throw .unsupportedExpectation(values(named: "Expect").joined(separator: ", ")) }
    return true
  }
}
