extension CloseCode {
  /// 1000: the connection did what it was for.
  public static let normalClosure = CloseCode(1000)

  /// 1001: the server goes down, or the user left the page.
  public static let goingAway = CloseCode(1001)

  /// 1002: the peer broke a rule of the protocol.
  public static let protocolError = CloseCode(1002)

  /// 1003: the peer sent a kind of data that is not taken here, such as binary where text is expected.
  public static let unsupportedData = CloseCode(1003)

  /// 1005: the close frame had no code; it never stands in a frame.
  public static let noStatusReceived = CloseCode(1005)

  /// 1006: the connection ended without a close frame; it never stands in a frame.
  public static let abnormalClosure = CloseCode(1006)

  /// 1007: a message was not what its kind says, such as text that is not UTF-8.
  public static let invalidPayload = CloseCode(1007)

  /// 1008: a message breaks the receiver's policy, and no other code fits.
  public static let policyViolation = CloseCode(1008)

  /// 1009: a message is larger than the receiver allows.
  public static let messageTooBig = CloseCode(1009)

  /// 1010: the server did not agree to an extension that the client needs.
  public static let mandatoryExtension = CloseCode(1010)

  /// 1011: the server met something it was not written for.
  public static let internalError = CloseCode(1011)

  /// 1012: the server restarts; come back in a moment.
  public static let serviceRestart = CloseCode(1012)

  /// 1013: the server has too much to do; come back later.
  public static let tryAgainLater = CloseCode(1013)

  /// 1014: a gateway got an invalid answer from the server behind it.
  public static let badGateway = CloseCode(1014)
}
