internal import TautAuth
internal import TautCrypto
internal import TautJSON

extension TokenMakeCommand {
  func run() async -> ExitCode {
    do throws(TokenFailure) {
      let entry = try signer()
      let algorithm = try algorithm(of: entry)
      let draft = TokenDraft(algorithm: algorithm, keyID: keyID ?? entry.id, claims: claims(at: Environment.now))
      guard let signature = entry.key.sign(draft.signingInput, by: algorithm),
        entry.key.isValid(signature, of: draft.signingInput, by: algorithm)
      else { throw TokenFailure(code: .input, text: "the key's private part does not belong to its public part") }
      return StandardOutput.write(draft.signed(with: signature) + "\n") ? .success : .output
    } catch {
      return error.tell("token make")
    }
  }

  /// What the token says.
  func claims(at now: NumericDate) -> TautJSON.JSONObject {
    let seconds = now.milliseconds / 1000
    var object: TautJSON.JSONObject = ["iat": .number(JSONNumber(seconds))]
    object["iss"] = issuer.map { .string($0) }
    object["sub"] = subject.map { .string($0) }
    if !audiences.isEmpty {
      object["aud"] = audiences.count == 1 ? .string(audiences[0]) : .array(audiences.map { .string($0) })
    }
    if !isEndless { object["exp"] = .number(JSONNumber(seconds + lifetime.components.seconds)) }
    object["nbf"] = delay.map { .number(JSONNumber(seconds + $0.components.seconds)) }
    object["jti"] = .string(id ?? SystemRandom.uuid())
    object["role"] = role.map { .string($0) }
    if !rooms.isEmpty { object["rooms"] = .array(rooms.map { .string($0) }) }
    for claim in claims { object[claim.name] = claim.value }
    return object
  }

  private func signer() throws(TokenFailure) -> TokenKeyFile.Entry {
    guard let key else { return TokenKeyFile.Entry(try TokenKeySource.secret(secret ?? "")) }
    let signers = try TokenKeySource.file(key).entries.filter { entry in
      !entry.key.signingAlgorithms.isEmpty && (keyID == nil || entry.id == nil || entry.id == keyID)
    }
    guard let signer = signers.first else {
      throw TokenFailure(code: .input, text: "\(key) has no private key\(keyID.map { " with the id \($0)" } ?? "")")
    }
    return signer
  }

  private func algorithm(of entry: TokenKeyFile.Entry) throws(TokenFailure) -> SignatureAlgorithm {
    let possible = entry.algorithm.map { [$0] } ?? entry.key.signingAlgorithms
    guard let name = algorithm else { return possible[0] }
    guard let wanted = possible.first(where: { $0.rawValue == name }) else {
      let names = possible.map(\.rawValue).joined(separator: ", ")
      throw TokenFailure(code: .usage, text: "--alg is '\(name)', but the key can sign with \(names)")
    }
    return wanted
  }
}
