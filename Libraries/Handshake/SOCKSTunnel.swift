internal import TautBytes

/// SOCKS5 (RFC 1928), with a user and a password where there is one (RFC 1929).
struct SOCKSTunnel: Sendable {
  /// What the next bytes of the proxy are.
  private enum State {
    case method
    case login
    case reply
  }

  private static let version: UInt8 = 5
  private static let noLogin: UInt8 = 0, password: UInt8 = 2

  private let connect: [UInt8]
  private let login: [UInt8]?
  private var state = State.method
  private var kept: [UInt8] = []

  init(to host: String, port: Int, as user: WebSocketURL.UserInfo?) throws(ProxyError) {
    connect = [Self.version, 1, 0] + (try Self.address(host)) + [UInt8(port >> 8), UInt8(port & 0xFF)]
    login = try user.map { user throws(ProxyError) in
      [1] + (try Self.counted("user", user.user)) + (try Self.counted("password", user.password))
    }
  }

  private static func address(_ host: String) throws(ProxyError) -> [UInt8] {
    let bytes = Array(host.utf8)
    if let address = IPv4Address.bytes(of: bytes[...]) { return [1] + address }
    if let address = IPv6Address.bytes(of: bytes[...]) { return [4] + address }
    return [3] + (try counted("host", host))
  }

  private static func counted(_ what: String, _ text: String) throws(ProxyError) -> [UInt8] {
    guard let count = UInt8(exactly: text.utf8.count) else { throw .tooLong(what: what, count: text.utf8.count) }
    return [count] + Array(text.utf8)
  }

  /// What is sent first: the ways to log in that we know.
  var greeting: [UInt8] {
    login == nil ? [Self.version, 1, Self.noLogin] : [Self.version, 2, Self.noLogin, Self.password]
  }

  mutating func receive(_ bytes: RawSpan) throws(ProxyError) -> ProxyHandshake.Step {
    var step = ProxyHandshake.Step(used: 0)
    while step.used < bytes.byteCount, !step.isOpen {
      kept.append(bytes[step.used])
      step.used += 1
      if kept.count == 1, state != .login, kept[0] != Self.version { throw .notSOCKS5(kept[0]) }
      // Some proxies end the connection right behind the code of a refusal.
      if kept.count == 2, state == .reply, kept[1] != 0 { throw .refusedReply(kept[1]) }
      guard kept.count == size else { continue }
      try take(into: &step)
      kept.removeAll()
    }
    return step
  }

  /// The bytes of the present answer, or a larger number while that cannot be told.
  private var size: Int {
    switch state {
    case .method, .login: 2
    case .reply: kept.count < 5 ? .max : 6 + addressSize
    }
  }

  private var addressSize: Int {
    switch kept[3] {
    case 1: 4
    case 4: 16
    default: 1 + Int(kept[4])
    }
  }

  private mutating func take(into step: inout ProxyHandshake.Step) throws(ProxyError) {
    switch state {
    case .method:
      switch (kept[1], login) {
      case (Self.noLogin, _): ask(into: &step)
      case (Self.password, let login?):
        step.answer += login
        state = .login
      default: throw .unacceptableLogin
      }
    case .login:
      guard kept[1] == 0 else { throw .wrongLogin }
      ask(into: &step)
    case .reply: step.isOpen = true
    }
  }

  private mutating func ask(into step: inout ProxyHandshake.Step) {
    step.answer += connect
    state = .reply
  }
}
