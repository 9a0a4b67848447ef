internal import TautDiagnostics
internal import TautFraming
internal import TautHandshake

/// What to do about what `tautline doctor` saw, the likeliest first.
enum DoctorAdvice {
  /// The host has no address.
  static func resolution(_ host: String) -> [String] {
    ConnectionFailure.resolution(host).advice + ["ask by hand: getent hosts \(host.shown)"]
  }

  /// TCP could not be established; `code` is `errno`.
  static func unreachable(_ code: Int32, port: Int) -> [String] {
    let advice = ConnectionFailure.system(code: code, "").advice
    return code == 111 ? ["check that a server listens on port \(port): ss -ltn"] + advice.dropFirst() : advice
  }

  /// The connection broke during a step.
  static func broken(_ check: DoctorCheck) -> [String] {
    check == .tls
      ? ["check that the port is one for TLS: try ws:// instead of wss://", "check the server's log"]
      : ["try wss:// instead of ws://: the port may be one for TLS", "check that the port belongs to a web server"]
  }

  /// Nothing came in time.
  static func timeout(_ check: DoctorCheck) -> [String] {
    switch check {
    case .dns: ["check the network and its DNS server"]
    case .tcp: ConnectionFailure.connectTimeout(.zero).advice
    case .tls: ["check that the port is one for TLS: try ws:// instead of wss://"]
    default:
      [
        "check that the port belongs to a web server: it takes connections and says nothing",
        "try wss:// instead of ws://", "check the server's log, or allow more time with --open-timeout",
      ]
    }
  }

  /// TLS failed, with this text.
  static func tls(_ text: String) -> [String] {
    let known: [(String, [String])] = [
      ("expired", ["renew the server's certificate", "check the clock of this machine"]),
      ("not yet valid", ["check the clock of this machine"]),
      ("mismatch", ["use a host name that stands in the certificate, or have it issued for this one"]),
      ("self-signed", ["trust the certificate with --ca FILE, or have it signed by an authority"]),
      ("local issuer", ["trust its authority with --ca FILE", "check that the server sends the whole chain"]),
      ("does not speak tls", ["use ws:// instead of wss://, or the server's port for TLS"]),
      ("plain http", ["use ws:// instead of wss://"]),
      ("alert", ["check whether the server wants a client certificate: --cert and --key"]),
    ]
    return known.first { text.contains($0.0) }?.1 ?? ConnectionFailure.tls(text).advice
  }

  /// The server did not upgrade the connection.
  static func upgrade(_ error: UpgradeError, hasToken: Bool, isSecure: Bool) -> [String] {
    switch error {
    case .refused(let refusal): refused(refusal, hasToken: hasToken)
    case .malformed, .closed:
      isSecure
        ? ["check that the port belongs to a web server", "check the server's log"]
        : ["try wss://: the port may be one for TLS", "check that the port belongs to a web server"]
    case .wrongAccept: ["look for a cache or a proxy that answers in the server's place"]
    case .unaskedSubprotocol(let name):
      ["ask for it with --subprotocol '\(name.shown)', or correct the server: RFC 6455, 4.2.2, allows only one offered"]
    case .unaskedExtension, .invalidExtensions, .invalidDeflate, .deflateBeyondOffer:
      ["correct the server's compression; until then connect with --no-deflate"]
    default: ["look for a proxy that does not pass upgrades on", "check the URL's path"]
    }
  }

  private static func refused(_ refusal: RefusedUpgrade, hasToken: Bool) -> [String] {
    let code = refusal.status.code
    var advice = [String]()
    if let location = refusal.location { advice.append("connect to \(location.shown)") }
    if let time = refusal.retryAfter { advice.append("wait \(time.components.seconds) s, as Retry-After says") }
    switch code {
    case 401 where !hasToken: advice.append("send a token with --token")
    case 401: advice.append("look at the token: tautline token inspect TOKEN")
    case 403: advice.append("send the Origin that the server allows with --origin")
    default: break
    }
    return advice + ConnectionFailure.refused(status: code, reason: refusal.reason).advice
  }

  /// The connection was closed with this code.
  static func closed(_ code: CloseCode, reason: String) -> [String] {
    ConnectionFailure.closed(code, reason: reason).advice
  }

  /// No pong came.
  static func silence(_ limit: Duration) -> [String] {
    ["look for a proxy that keeps control frames to itself"] + ConnectionFailure.heartbeatTimeout(limit).advice
  }
}
