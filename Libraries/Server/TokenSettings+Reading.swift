import TautAuth
import TautCrypto

extension TokenSettings {
  /// What checks the tokens, made of what stands in the files now.
  ///
  /// - Parameter warn: Told what an operator should hear: a secret that is short, a key that is left out.
  /// - Returns: nil where no key is named.
  /// - Throws: ``ServerError/tokens(_:)`` when a file or a key cannot be used, or when no key is left.
  func validator(warn: (String) -> Void) throws(ServerError) -> TokenValidator? {
    guard isEnabled else { return nil }
    let keys = try keys(warn: warn)
    guard algorithms.isEmpty else { return TokenValidator(keys: TokenKeys(try restricted(keys)), policy: policy) }
    return TokenValidator(keys: TokenKeys(keys), policy: policy)
  }

  private func keys(warn: (String) -> Void) throws(ServerError) -> [TokenKey] {
    var keys: [TokenKey] = []
    if let secret { keys.append(Self.key(try Self.secret(secret), warn)) }
    do throws(TokenKeyFileError) {
      if let secretFile { keys.append(Self.key(try SecretKey(path: secretFile), warn)) }
      for path in keyFiles + keySetFiles {
        let file = try TokenKeyFile(path: path)
        for warning in file.warnings { warn(warning) }
        keys += file.tokenKeys
      }
    } catch {
      throw .tokens(error.description)
    }
    return keys
  }

  private static func secret(_ text: MaskedToken) throws(ServerError) -> SecretKey {
    do throws(KeyError) {
      return try SecretKey(text.text)
    } catch {
      throw .tokens("the secret for tokens cannot be used: \(error)")
    }
  }

  private static func key(_ secret: SecretKey, _ warn: (String) -> Void) -> TokenKey {
    if let warning = secret.warning { warn(warning.description) }
    return TokenKey(secret)
  }

  private func restricted(_ keys: [TokenKey]) throws(ServerError) -> [TokenKey] {
    let left = keys.flatMap { key in algorithms.compactMap { key.restricted(to: $0) } }
    guard !left.isEmpty else {
      let names = algorithms.map(\.rawValue).joined(separator: ", ")
      throw .tokens("no key for tokens is for \(names): name other algorithms, or other keys")
    }
    return left
  }
}
