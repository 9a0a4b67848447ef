internal import TautAuth
internal import TautBytes
import TautCommandLine
internal import TautCrypto

/// `tautline token key`: make a fresh key.
struct TokenKeyCommand: Command {
  var algorithm = SignatureAlgorithm.es256.rawValue
  var bits = 2048

  static let syntax = Syntax<Self>(
    name: "token key", summary: "make a fresh key",
    options: [
      .value("alg", .algorithm, \.algorithm, "what the key is for"),
      .value("bits", .integer("N", 2048...8192), \.bits, "the size of an RSA key"),
    ],
    notes: """
      Prints a private key in PEM form, or a secret for the HS algorithms. Keep it
      where only its owner reads it:
        (umask 077; tautline token key > key.pem)
        tautline token jwks key.pem --kid 2026-1 > keys.json
      """)

  func run() async -> ExitCode {
    StandardOutput.write(text + "\n") ? .success : .output
  }

  private var text: String {
    let pem = kind.flatMap { AsymmetricKey.generate($0).privatePEM }
    if let pem { return String(pem.dropLast()) }
    let secret = SecretKey.generate().rawBytes
    return String(decoding: Base64.encode(secret.span, alphabet: .urlSafe), as: UTF8.self)
  }

  /// The kind of key; nil for a secret.
  private var kind: AsymmetricKey.Kind? {
    switch SignatureAlgorithm(rawValue: algorithm) {
    case .rs256, .rs384, .rs512, .ps256: .rsa(bits: bits)
    case .es256: .ellipticCurve(.p256)
    case .es384: .ellipticCurve(.p384)
    case .edDSA: .ed25519
    case .hs256, .hs384, .hs512, nil: nil
    }
  }
}
