internal import TautAuth
import TautCommandLine

/// `tautline token make`: make a token and sign it.
struct TokenMakeCommand: Command {
  var secret: String?
  var key: String?
  var algorithm: String?
  var subject: String?
  var role: String?
  var rooms: [String] = []
  var lifetime: Duration = .seconds(3600)
  var isEndless = false
  var delay: Duration?
  var issuer: String?
  var audiences: [String] = []
  var keyID: String?
  var id: String?
  var claims: [ClaimOption] = []

  static let syntax = Syntax<Self>(
    name: "token make", summary: "make a token and sign it",
    options: [
      .value("secret", .nonEmpty("TEXT"), \.secret, "sign with this secret").variable("JWT_SECRET").secret(),
      .value("key", .path, \.key, "sign with the private key in this file: PEM or JWK; wins over a secret"),
      .value("alg", .algorithm, \.algorithm, "the algorithm; the key's usual one unless given"),
      .value("sub", .nonEmpty("USER"), \.subject, "the user"),
      .value("role", .nonEmpty("ROLE"), \.role, "what the user may do; admin is the one that the server knows"),
      .list("rooms", .nonEmpty("ROOM"), \.rooms, "the rooms that the user may use; odds.* is a pattern"),
      .value("expires-in", .span, \.lifetime, "the time until it ends"),
      .flag("no-expiry", \.isEndless, "make a token that never ends"),
      .value("not-before", .span, \.delay, "the time until it begins"),
      .value("iss", .nonEmpty("ISSUER"), \.issuer, "who made it"),
      .repeated("aud", .nonEmpty("AUDIENCE"), \.audiences, "whom it is for"),
      .value("kid", .nonEmpty("ID"), \.keyID, "the key's id; also chooses one of several in the file"),
      .value("jti", .nonEmpty("ID"), \.id, "the token's id; a random one unless given"),
      .repeated("claim", .claim, \.claims, "a further claim; a value that is JSON stays JSON"),
    ],
    notes: """
      Prints the token. A secret on the command line can be read by every process of
      the machine: set JWT_SECRET instead.
      Exit codes: tautline --help.
      """)

  func validate() throws(UsageError) {
    if secret == nil, key == nil {
      throw .missingValue(option: "--secret", allowed: "a secret, or a private key with --key FILE")
    }
  }
}

extension ValueForm where Value == String {
  /// An algorithm that tokens are signed with.
  static let algorithm = choice("NAME", SignatureAlgorithm.allCases.map(\.rawValue))
}
