import TautAuth
import TautCrypto
import Testing

@Suite struct SecretKeyTests {
  @Test func `a secret checks what it signed, and nothing else`() throws {
    let key = try SecretKey("your-secret-key")
    for algorithm in key.algorithms {
      let code = try #require(key.sign([1, 2, 3], by: algorithm))
      #expect(key.isValid(code, of: [1, 2, 3], by: algorithm))
      #expect(!key.isValid(code, of: [1, 2], by: algorithm))
      #expect(!key.isValid(code.dropLast(), of: [1, 2, 3], by: algorithm))
      #expect(!key.isValid([], of: [1, 2, 3], by: algorithm))
    }
    #expect(key.signingAlgorithms == [.hs256, .hs384, .hs512])
  }

  @Test func `an algorithm of another kind signs nothing`() throws {
    let key = try SecretKey("your-secret-key")
    #expect(key.sign([1], by: .rs256) == nil && !key.isValid([], of: [1], by: .es256))
  }

  @Test func `a short secret works and is warned of`() throws {
    #expect(try SecretKey("your-secret-key").warning == .shortSecret(bytes: 15))
    #expect(try SecretKey([UInt8](repeating: 1, count: 32)).warning == nil)
    #expect(
      "\(KeyWarning.shortSecret(bytes: 15))"
        == "the secret has 15 bytes and can be guessed from any token: use 32 random bytes or more")
  }

  @Test func `no secret, and a public key in its place, are refused`() {
    #expect(throws: KeyError.emptySecret) { try SecretKey("") }
    #expect(throws: KeyError.secretIsPEM) { try SecretKey(ForeignTokens.rsa) }
  }

  @Test func `fresh secrets differ and are long`() {
    #expect(SecretKey.generate().rawBytes != SecretKey.generate().rawBytes)
    #expect(SecretKey.generate().warning == nil && SecretKey.generate().rawBytes.count == 64)
  }

  @Test func `a secret prints as its length`() throws {
    let key = try SecretKey("your-secret-key")
    var dumped = ""
    dump(key, to: &dumped)
    #expect("\(key)" == "a secret of 15 bytes" && !dumped.contains("121"))
  }
}
