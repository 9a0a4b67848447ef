public import TautAuth

/// Which tokens a server takes.
///
/// Without a key the server looks at no token: everybody is anonymous and may do what the route allows, the management API
/// is open to everybody who reaches it, and routes that need a user refuse all.
public struct TokenSettings: Sendable {
  /// A secret that issuer and server share, for HS256, HS384 and HS512.
  ///
  /// Default: none.
  public var secret: MaskedToken?

  /// A file with such a secret, read again by ``Server/reload()``.
  ///
  /// Default: none.
  public var secretFile: String?

  /// Files with keys, read again by ``Server/reload()``: PEM, certificate, JWK or JWKS.
  ///
  /// Default: none.
  public var keyFiles: [String] = []

  /// Files with key sets, for whoever names them apart from ``keyFiles``; what they hold is read alike.
  ///
  /// Default: none.
  public var keySetFiles: [String] = []

  /// The algorithms that are taken, of those that the keys are for.
  ///
  /// Default: none, which means all of them.
  public var algorithms: [SignatureAlgorithm] = []

  /// What is asked beside the signature: leeway, issuers, audiences.
  public var policy = TokenPolicy()

  /// No keys.
  public init() {}

  /// Whether tokens are looked at.
  public var isEnabled: Bool { secret != nil || secretFile != nil || !(keyFiles + keySetFiles).isEmpty }
}
