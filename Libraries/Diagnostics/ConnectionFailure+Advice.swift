internal import TautFraming

extension ConnectionFailure {
  /// What to do, the likeliest first.
  ///
  /// From the seeds' troubleshooting sections, and from what each code means.
  public var advice: [String] {
    switch self {
    case .resolution: ["check the host name in the URL", "check the network and its DNS server"]
    case .system(SystemCode.refused, _): TroubleshootingTopic.connectionRefused.advice
    case .system(SystemCode.reset, _): TroubleshootingTopic.abnormalClosure.advice
    case .system, .connectTimeout: ["check network connectivity", "check firewall and proxy settings"]
    case .tls:
      ["check that the certificate is valid, is trusted and names the host", "use wss:// for TLS and ws:// without"]
    case .heartbeatTimeout: TroubleshootingTopic.frequentDisconnections.advice
    case .refused(let status, _): Self.advice(forStatus: status)
    case .handshake:
      ["check that the URL's path is a WebSocket route", "check for a proxy that does not pass upgrades on"]
    case .closed(let code, _): Self.advice(for: code)
    case .other: TroubleshootingTopic.repeatedReconnection.advice
    }
  }

  private static func advice(forStatus status: Int) -> [String] {
    switch status {
    case 401: TroubleshootingTopic.authenticationFailure.advice
    case 403: ["check that the Origin is allowed by the server"] + TroubleshootingTopic.authenticationFailure.advice
    case 404: ["check the URL's path: the server has no such route"]
    case 400: ["verify that the query parameters are valid"]
    case 200...299:
      ["check the URL's path: what answers there is a page", "check for a proxy that does not pass upgrades on"]
    case 426, 300...399: ["check for a proxy that does not pass upgrades on", "check the URL's path and scheme"]
    case 429: ["wait before the next attempt, as Retry-After says", "use one connection for all parts of the program"]
    case 503: ["wait: the server is starting, draining or full"]
    case 502, 504: ["check that the server behind the gateway is running"]
    case 500...599: ["check the server's log"]
    default: ["check the URL and its parameters"]
    }
  }

  private static func advice(for code: CloseCode) -> [String] {
    switch code {
    case .abnormalClosure, .noStatusReceived: TroubleshootingTopic.abnormalClosure.advice
    case .unsupportedProtocolVersion: ["set the version to one that the server speaks: 1 or 2"]
    case .invalidClientRole: ["set the role to frontend, admin or test"]
    case .authenticationRequired, .notAllowed, .tokenRevoked: TroubleshootingTopic.authenticationFailure.advice
    case .tokenExpired: ["get a new token, and renew it before it expires"]
    case .heartbeatTimeout: ["answer the server's pings", "check for handlers that block the connection's loop"]
    case .replacedByNewerConnection: ["use one connection per client id", "close the other program or tab"]
    case .disconnectedByAdministrator: ["ask the operator of the server"]
    case .rateLimitExceeded: ["send less: throttle and batch messages"]
    case .tooManyConnections: ["use one connection for all parts of the program"]
    case .slowConsumer: ["read faster, or subscribe with narrower filters, throttleMs or conflate"]
    case .messageTooBig: ["send smaller messages, or raise the server's --max-message"]
    case .protocolError, .invalidPayload, .unsupportedData, .policyViolation:
      ["check what was sent last: the server does not accept it"]
    case .internalError, .serverHandshakeError, .badGateway: ["check the server's log"]
    case .serviceRestart: ["wait: the server restarts, and the client comes back by itself"]
    case .goingAway, .tryAgainLater, .normalClosure: ["wait: the server restarts or is busy"]
    default: ["look the code up in the server's documentation"]
    }
  }
}
