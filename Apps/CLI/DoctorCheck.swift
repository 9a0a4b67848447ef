/// What `tautline doctor` looks at, in the order in which a connection comes to it.
enum DoctorCheck: String, CaseIterable, Sendable {
  case url, dns, tcp, proxy, tls, upgrade, hello, heartbeat, echo, close

  /// The check as the end of a sentence: "it failed at …".
  var phrase: String {
    switch self {
    case .url: "the URL"
    case .dns: "looking the host up (DNS)"
    case .tcp: "connecting (TCP)"
    case .proxy: "the proxy"
    case .tls: "TLS"
    case .upgrade: "the WebSocket handshake"
    case .hello: "the server's first message"
    case .heartbeat: "ping and pong"
    case .echo: "a message and its answer"
    case .close: "closing"
    }
  }
}
