internal import TautAuth
internal import TautCrypto
internal import TautJSON

extension TokenCheckCommand {
  func run() async -> ExitCode {
    do throws(TokenFailure) {
      let validator = TokenValidator(keys: TokenKeys(try tokenKeys()), policy: policy)
      return tell(validator, TokenInput.text(token))
    } catch {
      return error.tell("token check")
    }
  }

  private func tell(_ validator: TokenValidator, _ text: String) -> ExitCode {
    do throws(TokenRefusal) {
      let verified = try validator.validate(text, at: Environment.now)
      let line = JSONValue.object(["valid": true, "claims": .object(verified.claims.members)])
      return StandardOutput.write("\(line)\n") ? .success : .output
    } catch {
      let line: JSONValue = ["valid": false, "reason": .string(error.reason), "error": .string("\(error)")]
      return StandardOutput.write("\(line)\n") ? .tokenRefused : .output
    }
  }

  private var policy: TokenPolicy {
    var policy = TokenPolicy()
    policy.leeway = leeway
    policy.issuers = issuers
    policy.audiences = audiences
    policy.requiresExpiry = requiresExpiry
    return policy
  }

  private func tokenKeys() throws(TokenFailure) -> [TokenKey] {
    var found: [TokenKey] = []
    if let secret { found.append(TokenKey(try TokenKeySource.secret(secret))) }
    for path in keys { found += try TokenKeySource.file(path).tokenKeys }
    guard let wanted = algorithm.flatMap(SignatureAlgorithm.init) else { return found }
    return found.compactMap { $0.restricted(to: wanted) }
  }
}
