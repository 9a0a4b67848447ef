/// What is asked of a token beside its signature.
public struct TokenPolicy: Sendable, Hashable {
  /// How far the clocks of issuer and server may be apart.
  ///
  /// Default: 5 seconds. A token is good that much longer than it says, and may come from that far in the future.
  public var leeway: Duration = .seconds(5)

  /// The issuers (`iss`) that are trusted.
  ///
  /// Default: none, which means that the issuer is not looked at: the keys say whom to trust.
  public var issuers: [String] = []

  /// The names of this server, one of which a token's audience (`aud`) must contain.
  ///
  /// Default: none. Then a token without an audience is good, and one with an audience is not: it says that it is for
  /// somebody else (RFC 7519, 4.1.3).
  public var audiences: [String] = []

  /// Whether a token has to say when it ends (`exp`).
  ///
  /// Default: false.
  public var requiresExpiry = false

  /// The most bytes of a token.
  ///
  /// Default: 8 KiB.
  public var maximumLength = JSONWebToken.usualLimit

  /// The default policy.
  public init() {}
}
