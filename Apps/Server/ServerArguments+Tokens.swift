import TautAuth
import TautCommandLine
import TautServer

extension ServerArguments {
  /// The options that say which tokens are good.
  static let authentication: [Option<Self>] = [
    .value("jwt-secret", .secret, \.tokens.secret, "check HS256, HS384 and HS512 tokens with this secret")
      .variable("JWT_SECRET").secret().withoutFlag(),
    .value(
      "jwt-secret-file", .path, \.tokens.secretFile, "check HS tokens with the secret in this file, or in JWT_SECRET"
    )
    .variable("JWT_SECRET_FILE"),
    .list("jwt-jwks-file", .path, \.tokens.keySetFiles, "check tokens with the keys of this key set (JWKS)")
      .variable("JWT_JWKS_FILE"),
    .list(
      "jwt-key-file", .path, \.tokens.keyFiles, "check tokens with the key in this file: PEM, certificate, JWK or JWKS"
    ).variable("JWT_KEY_FILE"),
    .list(
      "jwt-algorithms", .algorithm, \.tokens.algorithms, "take these algorithms alone, of those that the keys allow"
    )
    .variable("JWT_ALGORITHMS"),
    .list("jwt-issuer", .nonEmpty("ISSUER"), \.tokens.policy.issuers, "take tokens of this issuer (iss) alone")
      .variable("JWT_ISSUER"),
    .list("jwt-audience", .nonEmpty("NAME"), \.tokens.policy.audiences, "take tokens for this audience (aud) alone")
      .variable("JWT_AUDIENCE"),
    .value("jwt-leeway", .seconds(allowsZero: true), \.tokens.policy.leeway, "how far the issuer's clock may be apart")
      .variable("JWT_LEEWAY"),
    .flag("jwt-require-expiry", \.tokens.policy.requiresExpiry, "refuse tokens that never end (exp)")
      .variable("JWT_REQUIRE_EXPIRY"),
  ]
}

extension ValueForm where Value == MaskedToken {
  /// A secret.
  static let secret = ValueForm(
    name: "TEXT", allowed: "a text that is not empty", read: { $0.isEmpty ? nil : MaskedToken($0) }, show: \.text)
}

extension ValueForm where Value == SignatureAlgorithm {
  /// An algorithm that tokens are signed with.
  static let algorithm = ValueForm(
    name: "NAMES", allowed: "one of " + SignatureAlgorithm.allCases.map(\.rawValue).joined(separator: ", "),
    read: { SignatureAlgorithm(rawValue: $0) }, show: \.rawValue)
}
