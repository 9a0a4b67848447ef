/// The close codes that a hub uses; RFC 6455, section 7.4, and the server's table of private codes.
enum HubCloseCode {
  /// The client asked for it.
  static let normalClosure: UInt16 = 1000
  /// Somebody closed the connection through the server's API; the client should stay away.
  static let disconnectedByAdministrator: UInt16 = 4410
  /// The client sent more messages than its rate allows; it may come back.
  static let rateLimitExceeded: UInt16 = 4429
  /// The client read more slowly than its messages came; it may come back and recover.
  static let slowConsumer: UInt16 = 4508
}
