import TautEnvelope
import TautFraming

extension SessionError: CustomStringConvertible, CustomDebugStringConvertible {
  /// What happened and what to do: what a program prints that ends with this error.
  public var debugDescription: String { "\(description); \(suggestion)" }

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
    case .invalidPayload(let text): "the payload is not one JSON value: \(text)"
    case .messageTooLarge(let bytes, let limit):
      "the message has \(bytes) bytes with its envelope, and the limit is \(limit) bytes"
    case .otherDialect(let server, let session):
      "the server speaks the dialect \(server.name) at this URL, and the session \(session.name)"
    case .clientClosed: "the client is closed"
    }
  }

  /// What to do about it, in one sentence.
  public var suggestion: String {
    switch self {
    case .network: "check that the server is running, and the host and the port of the URL"
    case .tls: "check the certificate, whom the client trusts, and that the URL's scheme is the server's"
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
    case .server(let code, _, _): Self.suggestion(forCode: code)
    case .tooManyRequests: "wait for answers before you ask more, or raise maximumRequests"
    case .queueFull: "send less while there is no connection, or raise the queue's limits"
    case .tooManySubscriptions: "unsubscribe from what is not needed, or raise maximumSubscriptions"
    case .invalidPayload: "encode a value, or quote what is a string"
    case .messageTooLarge: "send it in parts, or raise maximumMessage where the server takes more"
    case .otherDialect(let server, _): "use the preset .\(server.name), or set the session's dialect to .\(server.name)"
    case .clientClosed: "open another client: what is closed stays closed"
    }
  }

  private static func suggestion(forStatus status: Int) -> String {
    switch status {
    case 200..<300: "check the URL's path: what answers there is a page, and Tautline's servers speak WebSocket at /ws"
    case 300..<400: "connect to where the server says that it is"
    case 401: "set a token provider, or check that its token is for this server and has not expired"
    case 403: "check that the token allows this route, and that the server allows the Origin"
    case 404: "check the URL's path: the server has no such route"
    case 429, 503: "nothing: the session comes back when the server allows it"
    case 500...: "check the server's log"
    default: "check the URL and its parameters"
    }
  }

  /// What to do about an error that the server answered, by its code.
  private static func suggestion(forCode code: String) -> String {
    switch code {
    case "RATE_LIMIT_EXCEEDED": "wait, and send less at once"
    case "UNKNOWN_TYPE": "check the type: the server has no request of this name"
    case "UNKNOWN_ROOM": "check the room's name"
    case "INVALID_FILTERS", "INVALID_OPTIONS": "correct the subscription"
    case "NOT_ALLOWED": "use a token that allows it, or have the server allow it"
    case "AUTHENTICATION_FAILED", "TOKEN_EXPIRED", "TOKEN_REVOKED": "get another token"
    case "SIMULATED": "leave the simulation mode first"
    default: "correct what was sent, as the server says"
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
