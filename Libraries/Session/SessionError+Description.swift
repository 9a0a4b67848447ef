import TautFraming

extension SessionError: CustomStringConvertible {
  /// One line that says what happened.
  public var description: String {
    switch self {
    case .network(let text), .tls(let text), .handshake(let text), .tokenUnavailable(let text): text
    case .connectTimeout(let limit): "the connection was not open after \(limit)"
    case .refused(let status, let reason, _): "the server refused the connection with \(status)\(reason.asDetail)"
    case .closed(let code, let reason): "the server closed the connection with \(code)\(reason.asDetail)"
    case .lost(let text): "the connection was lost\(text.asDetail)"
    case .silent(let limit): "the server gave no sign of life for \(limit)"
    case .invalidMessage(let text): "the server sent what is no message: \(text)"
    case .tokenRefused(let text): "the server refused the token\(text.asDetail)"
    case .gaveUp(let attempts, let last): "given up after \(attempts) attempts: \(last)"
    case .disconnected: "the program disconnected"
    case .notConnected: "there is no connection, and none is being made"
    case .simulated: "the data are simulated, and nothing is sent"
    case .cancelled: "the task that waited was cancelled"
    case .requestTimeout(let limit): "no answer came within \(limit)"
    case .server(let code, let message, _): "the server answered \(code)\(message.asDetail)"
    case .tooManyRequests(let limit): "\(limit) requests wait for their answers, which is the limit"
    case .queueFull(let messages, let bytes): "\(messages) messages of \(bytes) bytes wait, which is the limit"
    case .tooManySubscriptions(let limit): "there are \(limit) subscriptions, which is the limit"
    }
  }

  /// What to do about it, in one sentence.
  public var suggestion: String {
    switch self {
    case .network: "check that the server is running, and the host and the port of the URL"
    case .tls: "check the certificate, and that the URL's scheme is the server's"
    case .connectTimeout: "check the network and any proxy or firewall on the way"
    case .refused(let status, _, _): Self.suggestion(forStatus: status)
    case .handshake: "check that the URL's path is one of the server's WebSocket routes"
    case .closed(let code, _): Self.suggestion(for: code)
    case .lost: "nothing: the session connects again by itself; if it happens often, check the network and the server"
    case .silent: "nothing: the session connects again by itself; if it happens often, check the heartbeat's interval"
    case .invalidMessage: "check that the session's dialect is the one that the route speaks"
    case .tokenUnavailable: "check the token provider"
    case .tokenRefused: "sign in again, so that the token provider returns another token"
    case .gaveUp(_, let last): "\(last.suggestion); then call connect()"
    case .disconnected, .notConnected: "call connect() first"
    case .simulated: "leave the simulation mode first"
    case .cancelled: "ask again, if anybody still wants to know"
    case .requestTimeout: "try again, or allow the request more time"
    case .server("RATE_LIMIT_EXCEEDED", _, _): "wait, and send less at once"
    case .server: "correct the request"
    case .tooManyRequests: "wait for answers before you ask more, or raise maximumRequests"
    case .queueFull: "send less while there is no connection, or raise the queue's limits"
    case .tooManySubscriptions: "unsubscribe from what is not needed, or raise maximumSubscriptions"
    }
  }

  private static func suggestion(forStatus status: Int) -> String {
    switch status {
    case 401, 403: "check the token: whether it is sent, has not expired, and is for this server"
    case 404: "check the URL's path"
    case 429, 503: "nothing: the session comes back when the server allows it"
    case 500...: "check the server's log"
    default: "check the URL and its parameters"
    }
  }

  private static func suggestion(for code: CloseCode) -> String {
    switch code {
    case .unsupportedProtocolVersion: "use a version of the protocol that the server speaks"
    case .invalidClientRole: "use the role frontend, admin or test"
    case .replacedByNewerConnection: "use one connection per client id"
    case _ where SessionError.closed(code, reason: "").concernsToken: "get another token"
    case _ where code.shouldReconnect || code == .normalClosure: "nothing: the session connects again by itself"
    default: "check what was sent last: the server will refuse it again"
    }
  }
}

extension String {
  /// The text behind a colon, or nothing.
  fileprivate var asDetail: String { isEmpty ? "" : ": \(self)" }
}
