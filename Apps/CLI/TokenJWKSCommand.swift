internal import TautAuth
import TautCommandLine
internal import TautCrypto
internal import TautJSON

/// `tautline token jwks`: show the public keys of a file as a key set.
struct TokenJWKSCommand: Command {
  var path = ""
  var keyID: String?
  var algorithm: String?

  static let syntax = Syntax<Self>(
    name: "token jwks", summary: "show the public keys of a file as a key set (JWKS)",
    operands: [.required(.path, \.path, "keys: PEM, certificate, JWK or JWKS")],
    options: [
      .value("kid", .nonEmpty("ID"), \.keyID, "the id of a key that has none"),
      .value("alg", .algorithm, \.algorithm, "the algorithm of a key that names none"),
    ],
    notes: """
      Prints {"keys":[…]}. Private parts and secrets are left out.
      """)

  func run() async -> ExitCode {
    do throws(TokenFailure) {
      var keys: [JSONValue] = []
      for entry in try TokenKeySource.file(path).entries { keys += try json(entry).map { [$0] } ?? [] }
      let set: JSONValue = ["keys": .array(keys)]
      return StandardOutput.write("\(set)\n") ? .success : .output
    } catch {
      return error.tell("token jwks")
    }
  }

  private func json(_ entry: TokenKeyFile.Entry) throws(TokenFailure) -> JSONValue? {
    guard let key = entry.key as? AsymmetricKey else { return nil }
    let wanted = entry.algorithm ?? algorithm.flatMap(SignatureAlgorithm.init)
    if let wanted, !key.algorithms.contains(wanted) {
      throw TokenFailure(code: .usage, text: "--alg is '\(wanted)', but \(path) has \(key.kind)")
    }
    return JSONWebKey(id: entry.id ?? keyID, algorithm: wanted, material: key.publicMaterial).publicJSON
  }
}
