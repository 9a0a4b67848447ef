extension CloseCode {
  /// Whether a client whose connection was closed with this code should connect again by itself, after its backoff.
  ///
  /// It should not where the same attempt would end in the same way: after a mistake of its own (1002, 1003, 1007 to
  /// 1010), a refusal (4400 to 4499), or because all is done (1000). What passes (a lost connection, a restart, too
  /// much work, a rate) is worth another attempt. A private code that is not in the table follows its class: 44xx
  /// blames the client, the others do not.
  public var shouldReconnect: Bool {
    switch self {
    case .normalClosure, .protocolError, .unsupportedData, .mandatoryExtension: false
    case .invalidPayload, .policyViolation, .messageTooBig: false
    case .heartbeatTimeout, .rateLimitExceeded, .tooManyConnections: true
    default: !(4400...4499).contains(rawValue)
    }
  }
}
