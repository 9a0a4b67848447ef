/// The codes that Tautline's servers use, and what a client should do about each.
///
/// | Code | Name | Reconnect? |
/// |---|---|---|
/// | 4400 | ``unsupportedProtocolVersion`` | no |
/// | 4401 | ``invalidClientRole`` | no |
/// | 4402 | ``authenticationRequired`` | no |
/// | 4403 | ``notAllowed`` | no |
/// | 4408 | ``heartbeatTimeout`` | yes |
/// | 4409 | ``replacedByNewerConnection`` | no |
/// | 4410 | ``disconnectedByAdministrator`` | no |
/// | 4418 | ``tokenExpired`` | no, first get a new token |
/// | 4419 | ``tokenRevoked`` | no |
/// | 4429 | ``rateLimitExceeded`` | yes |
/// | 4430 | ``tooManyConnections`` | yes |
/// | 4500 | ``serverHandshakeError`` | yes |
/// | 4508 | ``slowConsumer`` | yes, and recover from the last offset |
extension CloseCode {
  /// 4400: the server does not speak the version of the protocol that the client asked for.
  public static let unsupportedProtocolVersion = CloseCode(4400)

  /// 4401: the client asked for a role that does not exist.
  public static let invalidClientRole = CloseCode(4401)

  /// 4402: the connection had to authenticate and did not.
  public static let authenticationRequired = CloseCode(4402)

  /// 4403: who the client is may not do what it asked for.
  public static let notAllowed = CloseCode(4403)

  /// 4408: the client sent nothing for longer than the connection timeout.
  public static let heartbeatTimeout = CloseCode(4408)

  /// 4409: the same user or client connected again, and only the newer connection stays.
  public static let replacedByNewerConnection = CloseCode(4409)

  /// 4410: somebody closed this connection through the server's API.
  public static let disconnectedByAdministrator = CloseCode(4410)

  /// 4418: the token ran out while the connection was open, and no new one came.
  public static let tokenExpired = CloseCode(4418)

  /// 4419: the token was revoked while the connection was open.
  public static let tokenRevoked = CloseCode(4419)

  /// 4429: the client sent more messages than its rate allows.
  public static let rateLimitExceeded = CloseCode(4429)

  /// 4430: the server, or the server for this user or address, has as many connections as it takes.
  public static let tooManyConnections = CloseCode(4430)

  /// 4500: the server failed while it set the connection up.
  public static let serverHandshakeError = CloseCode(4500)

  /// 4508: the client read more slowly than its messages came, and its budget is used up.
  public static let slowConsumer = CloseCode(4508)
}
