internal import TautAuth
internal import TautCrypto

/// Where `tautline token` finds keys; what is weak or left out is told on standard error.
enum TokenKeySource {
  /// The key that a secret is.
  static func secret(_ text: String) throws(TokenFailure) -> SecretKey {
    do throws(KeyError) {
      let key = try SecretKey(text)
      if let warning = key.warning { warn("\(warning)") }
      return key
    } catch {
      throw TokenFailure(code: .input, text: error.description)
    }
  }

  /// The keys of a file.
  static func file(_ path: String) throws(TokenFailure) -> TokenKeyFile {
    do throws(TokenKeyFileError) {
      let file = try TokenKeyFile(path: path)
      for warning in file.warnings { warn(warning) }
      return file
    } catch {
      throw TokenFailure(code: .input, text: error.description)
    }
  }

  private static func warn(_ text: String) {
    StandardError.write("tautline token: warning: \(text)\n")
  }
}
