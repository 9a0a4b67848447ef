import TautAuth
import Testing

@testable import TautCrypto

@Suite struct TokenKeyFileTests {
  private func read(_ text: String) throws(TokenKeyFileError) -> TokenKeyFile {
    try TokenKeyFile(parsing: Array(text.utf8), path: "keys")
  }

  @Test func `a key in PEM form is one key without an id`() throws {
    let file = try read(ForeignTokens.rsa)
    #expect(file.entries.count == 1 && file.entries[0].id == nil && file.warnings.isEmpty)
    #expect(file.tokenKeys[0].algorithms == [.rs256, .rs384, .rs512, .ps256])
  }

  @Test func `a key set gives its keys, and says which are left out or weak`() throws {
    let file = try read(
      """
       {"keys":[\(RFCTokens.a2Key),{"kty":"x"},{"kty":"oct","k":"AQ","kid":"s","alg":"HS256"},
       {"kty":"RSA","n":"jw","e":"Aw"}]}
      """)
    #expect(file.entries.map(\.id) == [nil, "s"])
    #expect(file.tokenKeys.map(\.algorithms) == [[.rs256, .rs384, .rs512, .ps256], [.hs256]])
    #expect(
      file.warnings == [
        "key 1 of keys is left out: the kind of key (kty) is not one of oct, RSA with two primes, EC, OKP",
        "in keys: the secret has 1 bytes and can be guessed from any token: use 32 random bytes or more",
        "an RSA key of 8 bits of keys is left out: the RSA key has 8 bits, and fewer than 2048 are not safe",
      ])
  }

  @Test func `a file without a key that can be used is refused`() {
    #expect(throws: TokenKeyFileError.noKey(path: "keys", reasons: [])) { try read(#"{"keys":[]}"#) }
    #expect(throws: TokenKeyFileError.key(path: "keys", .noPEM)) { try read("") }
    #expect(throws: TokenKeyFileError.json(path: "keys", .notASet)) { try read("{}") }
    #expect(throws: TokenKeyFileError.unreadable(path: "/nowhere", reason: "No such file or directory")) {
      try TokenKeyFile(path: "/nowhere")
    }
    #expect(throws: TokenKeyFileError.tooLong(path: "/dev/zero", limit: 1 << 20)) {
      try TokenKeyFile(path: "/dev/zero")
    }
  }

  @Test func `errors name the file`() {
    let errors: [TokenKeyFileError] = [
      .unreadable(path: "f", reason: "why"), .tooLong(path: "f", limit: 1), .json(path: "f", .notASet),
      .key(path: "f", .noPEM), .noKey(path: "f", reasons: []), .noKey(path: "f", reasons: ["a", "b"]),
    ]
    #expect(
      errors.map(\.description) == [
        "cannot read f: why", "f has more than 1 bytes: it is no file of keys",
        "f cannot be used: not a key set: an object with an array \"keys\"",
        "f cannot be used: there is no key and no certificate in PEM form", "f has no key",
        "f has no key that can be used: a; b",
      ])
  }
}
