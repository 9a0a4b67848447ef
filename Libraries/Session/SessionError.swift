public import TautEnvelope
public import TautFraming

/// What went wrong with a connection, a request or a message, as the application sees it.
///
/// Each has S0's ``code``, S2's ``category``, whether it is ``isRecoverable``, and a ``suggestion``.
public enum SessionError: Error, Sendable, Hashable {
  /// No TCP connection: the name has no address, the port refuses, the network is unreachable.
  case network(String)
  /// TLS failed.
  case tls(String)
  /// The connection was not open after this time.
  case connectTimeout(Duration)
  /// The server answered the upgrade with this HTTP status.
  case refused(status: Int, reason: String, retryAfter: Duration? = nil)
  /// The server's answer to the upgrade, or its first message, breaks a rule.
  case handshake(String)
  /// The server closed the connection.
  case closed(CloseCode, reason: String)
  /// The connection ended without a close frame.
  case lost(String)
  /// Nothing came for so long that the connection is taken for dead.
  case silent(Duration)
  /// What the server sent breaks the protocol.
  case invalidMessage(String)
  /// The token provider failed.
  case tokenUnavailable(String)
  /// The server refused the token, and there is no other one.
  case tokenRefused(String)
  /// So many attempts failed that there will be no other; the last error.
  indirect case gaveUp(attempts: Int, last: SessionError)
  /// The program disconnected.
  case disconnected
  /// There is no connection, and nobody tries to make one.
  case notConnected
  /// Data are simulated, and nothing is sent.
  case simulated
  /// The task that waited was cancelled.
  case cancelled
  /// No answer came within this time.
  case requestTimeout(Duration)
  /// The server answered with an error.
  case server(code: String, message: String, isRecoverable: Bool)
  /// More requests are waiting for answers than allowed.
  case tooManyRequests(limit: Int)
  /// The queue of messages that wait for a connection is full.
  case queueFull(messages: Int, bytes: Int)
  /// There are as many subscriptions as allowed.
  case tooManySubscriptions(limit: Int)
  /// What the program wants to send is not one JSON value; what is wrong with it.
  case invalidPayload(String)
  /// What the program wants to send is larger than the server takes.
  case messageTooLarge(bytes: Int, limit: Int)
  /// The server speaks one dialect at this URL, and the session another one.
  case otherDialect(server: Dialect, session: Dialect)
  /// The client was closed, and does nothing more.
  case clientClosed
}

extension SessionError {
  /// The classes of S2.
  public enum Category: String, Sendable, Hashable, CaseIterable {
    /// DNS, refused connections, the network.
    case network
    /// 4xx answers, a wrong version, invalid parameters.
    case handshake
    /// 5xx answers, errors on the server's side.
    case serverError = "server_error"
    /// Code 1006: the connection was lost without a word.
    case abnormal
    /// An attempt, a heartbeat or a request took too long.
    case timeout
    /// Everything else.
    case unknown
  }

  /// The class of the error.
  public var category: Category {
    switch self {
    case .network, .tls: .network
    case .connectTimeout, .silent, .requestTimeout: .timeout
    case .refused(let status, _, _): status >= 500 ? .serverError : .handshake
    case .handshake, .tokenRefused, .tokenUnavailable: .handshake
    case .closed(let code, _): code.category
    case .lost: .abnormal
    case .server: .serverError
    case .gaveUp(_, let last): last.category
    case .otherDialect: .handshake
    case .invalidMessage, .disconnected, .notConnected, .simulated, .cancelled, .tooManyRequests, .queueFull,
      .tooManySubscriptions, .invalidPayload, .messageTooLarge, .clientClosed:
      .unknown
    }
  }

  /// The error's name, as in S0: `WEBSOCKET_CLOSED`, `RATE_LIMIT_EXCEEDED`.
  public var code: String {
    switch self {
    case .network: "NETWORK_UNREACHABLE"
    case .tls: "TLS_FAILED"
    case .connectTimeout: "CONNECT_TIMEOUT"
    case .refused(429, _, _), .closed(.rateLimitExceeded, _): "RATE_LIMIT_EXCEEDED"
    case .refused: "UPGRADE_REFUSED"
    case .handshake: "HANDSHAKE_FAILED"
    case .closed: "WEBSOCKET_CLOSED"
    case .lost: "CONNECTION_LOST"
    case .silent: "HEARTBEAT_TIMEOUT"
    case .invalidMessage: "INVALID_MESSAGE"
    case .tokenUnavailable: "TOKEN_UNAVAILABLE"
    case .tokenRefused: "TOKEN_REFUSED"
    case .gaveUp: "GAVE_UP"
    case .disconnected: "DISCONNECTED"
    case .notConnected: "NOT_CONNECTED"
    case .simulated: "SIMULATED"
    case .cancelled: "CANCELLED"
    case .requestTimeout: "REQUEST_TIMEOUT"
    case .server(let code, _, _): code
    case .tooManyRequests: "TOO_MANY_REQUESTS"
    case .queueFull: "QUEUE_FULL"
    case .tooManySubscriptions: "TOO_MANY_SUBSCRIPTIONS"
    case .invalidPayload: "INVALID_PAYLOAD"
    case .messageTooLarge: "MESSAGE_TOO_LARGE"
    case .otherDialect: "OTHER_DIALECT"
    case .clientClosed: "CLIENT_CLOSED"
    }
  }

  /// Whether trying again can succeed without a change by the program or the user.
  ///
  /// Of an error that the server answered it is what the server says, which means that the connection goes on.
  public var isRecoverable: Bool {
    switch self {
    case .network, .connectTimeout, .lost, .silent, .requestTimeout, .tokenUnavailable: true
    case .tls, .handshake, .tokenRefused, .gaveUp, .disconnected, .notConnected: false
    case .invalidPayload, .messageTooLarge, .otherDialect, .clientClosed: false
    case .refused(let status, _, _): status >= 500 || [408, 425, 429].contains(status)
    case .closed(let code, _): code == .normalClosure || code.shouldReconnect
    case .invalidMessage, .simulated, .cancelled, .tooManyRequests, .queueFull, .tooManySubscriptions: true
    case .server(_, _, let isRecoverable): isRecoverable
    }
  }

  /// The least wait before another attempt, where the server asked for one with `Retry-After`.
  public var retryAfter: Duration? {
    if case .refused(_, _, let delay) = self { delay } else { nil }
  }

  /// Whether the server refused the token, so that another attempt with the same one is pointless.
  public var concernsToken: Bool {
    switch self {
    case .refused(let status, _, _): status == 401 || status == 403
    case .closed(let code, _): [.authenticationRequired, .notAllowed, .tokenExpired, .tokenRevoked].contains(code)
    case .tokenRefused: true
    default: false
    }
  }
}

extension CloseCode {
  fileprivate var category: SessionError.Category {
    switch self {
    case .abnormalClosure, .noStatusReceived: .abnormal
    case .unsupportedProtocolVersion, .invalidClientRole, .authenticationRequired, .notAllowed: .handshake
    case .heartbeatTimeout: .timeout
    case .internalError, .serviceRestart, .tryAgainLater, .badGateway, .serverHandshakeError: .serverError
    default: .unknown
    }
  }
}
