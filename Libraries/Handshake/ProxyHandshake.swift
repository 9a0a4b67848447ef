internal import TautBytes

/// The client's side of asking a proxy for a way to a server, without I/O.
///
/// Send ``request`` first, then hand over what comes until ``receive(_:)`` says that the way is open. What follows belongs to
/// the server.
///
/// ```swift
/// var handshake = try ProxyHandshake(ProxyURL("socks5://127.0.0.1"), to: "example.com", port: 443)
/// socket.write(handshake.request)
/// ```
public struct ProxyHandshake: Sendable {
  /// What came of some bytes.
  public struct Step: Sendable, Hashable {
    /// How many of the bytes were used.
    public var used: Int
    /// What is to be sent now.
    public var answer: [UInt8] = []
    /// Whether the way to the server is open.
    public var isOpen = false
  }

  private enum State {
    case http(HTTPTunnel)
    case socks(SOCKSTunnel)
  }

  private var state: State

  /// What is to be sent first.
  public let request: [UInt8]

  /// Prepares to ask `proxy` for `host` and `port`.
  public init(_ proxy: ProxyURL, to host: String, port: Int) throws(ProxyError) {
    switch proxy.kind {
    case .http:
      let tunnel = HTTPTunnel()
      request = HTTPTunnel.request(to: host, port, as: proxy.userInfo)
      state = .http(tunnel)
    case .socks5:
      let tunnel = try SOCKSTunnel(to: host, port: port, as: proxy.userInfo)
      request = tunnel.greeting
      state = .socks(tunnel)
    }
  }

  /// Takes the next bytes of the proxy.
  public mutating func receive(_ bytes: RawSpan) throws(ProxyError) -> Step {
    switch state {
    case .http(var tunnel):
      defer { state = .http(tunnel) }
      return try tunnel.receive(bytes)
    case .socks(var tunnel):
      defer { state = .socks(tunnel) }
      return try tunnel.receive(bytes)
    }
  }
}

/// HTTP CONNECT (RFC 9110, 9.3.6).
private struct HTTPTunnel: Sendable {
  private var parser = ResponseHeadParser()

  static func request(to host: String, _ port: Int, as user: WebSocketURL.UserInfo?) -> [UInt8] {
    let authority = "\(host.utf8.contains(.colon) ? "[\(host)]" : host):\(port)"
    var writer = HeadWriter(startLine: "CONNECT \(authority) HTTP/1.1")
    writer.write("Host", authority)
    if let user { writer.write("Proxy-Authorization", user.basicAuthorization) }
    return writer.finished()
  }

  mutating func receive(_ bytes: RawSpan) throws(ProxyError) -> ProxyHandshake.Step {
    guard let (used, head) = try parse(bytes) else { return .init(used: bytes.byteCount) }
    guard 200..<300 ~= head.status.code else { throw .refused(head.status, reason: head.reason) }
    // RFC 9110, 9.3.6: the answer to a CONNECT that succeeded has no body.
    return .init(used: used, isOpen: true)
  }

  private mutating func parse(_ bytes: RawSpan) throws(ProxyError) -> (used: Int, head: ReceivedResponseHead)? {
    do throws(HeadError) {
      guard let used = try parser.receive(bytes), let head = parser.head else { return nil }
      return (used, head)
    } catch {
      throw .malformedHead(error)
    }
  }
}
