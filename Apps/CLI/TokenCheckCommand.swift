import TautCommandLine

/// `tautline token check`: tell whether a token is good.
struct TokenCheckCommand: Command {
  var token = ""
  var secret: String?
  var keys: [String] = []
  var algorithm: String?
  var issuers: [String] = []
  var audiences: [String] = []
  var leeway: Duration = .seconds(5)
  var requiresExpiry = false

  static let syntax = Syntax<Self>(
    name: "token check", summary: "tell whether a token is good, and why not",
    operands: [.required(.nonEmpty("TOKEN"), \.token, "the token, or - for standard input")],
    options: [
      .value("secret", .nonEmpty("TEXT"), \.secret, "check with this secret").variable("JWT_SECRET").secret(),
      .repeated("key", .path, \.keys, "check with the keys in this file: PEM, certificate, JWK or JWKS"),
      .repeated("jwks", .path, \.keys, "the same"),
      .value("alg", .algorithm, \.algorithm, "take this algorithm alone"),
      .repeated("iss", .nonEmpty("ISSUER"), \.issuers, "take tokens of this issuer alone"),
      .repeated("aud", .nonEmpty("AUDIENCE"), \.audiences, "take tokens for this audience alone"),
      .value("leeway", .seconds(allowsZero: true), \.leeway, "how far clocks may be apart"),
      .flag("require-expiry", \.requiresExpiry, "refuse a token that never ends"),
    ],
    notes: """
      Prints {"valid":true,…} with what the token says and ends with 0, or
      {"valid":false,"reason":…,"error":…} and ends with 10.
      """)

  func validate() throws(UsageError) {
    if secret == nil, keys.isEmpty {
      throw .missingValue(option: "--secret", allowed: "a secret, or a file of keys with --key or --jwks")
    }
  }
}
