import TautAuth
import TautCrypto
import TautJSON
import Testing

@Suite struct AsymmetricKeyTests {
  static let pairs = [
    AsymmetricKey.generate(.rsa(bits: 2048)), .generate(.ellipticCurve(.p256)), .generate(.ellipticCurve(.p384)),
    .generate(.ed25519),
  ]

  private func error(_ pem: String) -> KeyError? {
    do throws(KeyError) {
      _ = try AsymmetricKey(pem: Array(pem.utf8))
      return nil
    } catch {
      return error
    }
  }

  @Test(arguments: pairs)
  func `a pair checks what it signed, and nothing else`(key: AsymmetricKey) throws {
    let message = Array("header.payload".utf8)
    for algorithm in key.algorithms {
      var signature = try #require(key.sign(message, by: algorithm))
      #expect(key.isValid(signature, of: message, by: algorithm))
      #expect(!key.isValid(signature, of: message + [0], by: algorithm))
      #expect(!key.isValid(signature.dropLast(), of: message, by: algorithm))
      #expect(!key.isValid(signature + [0], of: message, by: algorithm))
      #expect(!key.isValid([], of: message, by: algorithm))
      signature[3] ^= 1
      #expect(!key.isValid(signature, of: message, by: algorithm))
    }
    #expect(!key.isValid([1], of: message, by: .hs256) && key.sign(message, by: .hs256) == nil)
    #expect(key.signingAlgorithms == key.algorithms)
  }

  @Test(arguments: pairs)
  func `a pair survives PEM, and its public half JSON`(key: AsymmetricKey) throws {
    let signature = try #require(key.sign([1, 2], by: key.algorithms[0]))
    let pair = try AsymmetricKey(pem: Array(try #require(key.privatePEM).utf8))
    #expect(pair.isPrivate && pair.kind == key.kind && pair.isValid(signature, of: [1, 2], by: key.algorithms[0]))
    let public_ = try AsymmetricKey(pem: Array(key.publicPEM.utf8))
    #expect(!public_.isPrivate && public_.privatePEM == nil && public_.signingAlgorithms.isEmpty)
    #expect(public_.sign([1], by: key.algorithms[0]) == nil)
    let read = try AsymmetricKey(key.publicMaterial)
    #expect(read.isValid(signature, of: [1, 2], by: key.algorithms[0]) && !read.isPrivate)
    #expect(read.publicPEM == key.publicPEM)
  }

  @Test func `an all-zero signature on a curve is no signature`() {
    for key in Self.pairs {
      guard case .ellipticCurve(let curve) = key.kind else { continue }
      let zeros = [UInt8](repeating: 0, count: 2 * curve.coordinateLength)
      #expect(!key.isValid(zeros, of: [1], by: curve.algorithm))
    }
  }

  @Test func `keys of other software are read`() throws {
    #expect(try AsymmetricKey(pem: Array(ForeignTokens.rsa.utf8)).kind == .rsa(bits: 2048))
    #expect(try AsymmetricKey(pem: Array(ForeignTokens.p384.utf8)).kind == .ellipticCurve(.p384))
    #expect(try AsymmetricKey(pem: Array(ForeignTokens.ed25519.utf8)).kind == .ed25519)
    let texts = [ForeignTokens.p256Private, ForeignTokens.p256SEC1, ForeignTokens.certificate, ForeignTokens.p256]
    let keys = try texts.map { try AsymmetricKey(pem: Array($0.utf8)) }
    #expect(keys.map(\.isPrivate) == [true, true, false, false])
    #expect(Set(keys.map(\.publicPEM)).count == 1)
  }

  @Test func `a key that cannot be used is refused with its reason`() {
    #expect(error("") == .noPEM)
    #expect(error("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n") == .noPEM)
    #expect(error(ForeignTokens.encrypted) == .encrypted)
    #expect(error(ForeignTokens.smallRSA) == .tooSmall(bits: 1024, minimum: 2048))
    #expect(error(ForeignTokens.p521) == .unsupported("a key on the curve secp521r1"))
    #expect(error(ForeignTokens.ed448) == .unsupported("a key of the kind ED448"))
  }

  @Test func `numbers that are no key are refused`() {
    let one = [UInt8](repeating: 1, count: 32)
    #expect(throws: KeyError.self) { try AsymmetricKey(.ellipticCurve(.p256, x: one, y: one, private: nil)) }
    #expect(throws: KeyError.self) { try AsymmetricKey(.secret(one)) }
    #expect(throws: KeyError.self) { try AsymmetricKey(.rsa(modulus: [], exponent: [], private: nil)) }
    guard case .rsa(let modulus, _, _) = Self.pairs[0].publicMaterial else { return }
    // With the exponent 1 everything is its own signature.
    #expect(throws: KeyError.self) { try AsymmetricKey(.rsa(modulus: modulus, exponent: [1], private: nil)) }
    #expect(throws: KeyError.self) { try AsymmetricKey(.rsa(modulus: modulus, exponent: [2], private: nil)) }
    #expect(throws: KeyError.tooSmall(bits: 8, minimum: 2048)) {
      try AsymmetricKey(.rsa(modulus: [0x8F], exponent: [3], private: nil))
    }
  }

  @Test func `a key prints as its kind`() {
    let texts = Self.pairs.map { "\($0)" }
    #expect(
      texts == [
        "an RSA key of 2048 bits with its private part", "a key on P-256 with its private part",
        "a key on P-384 with its private part", "an Ed25519 key with its private part",
      ])
    #expect(Mirror(reflecting: Self.pairs[0]).children.isEmpty)
  }

  @Test func `errors say what to do`() {
    let errors: [KeyError] = [
      .emptySecret, .secretIsPEM, .noPEM, .encrypted, .unsupported("a key"), .tooSmall(bits: 1, minimum: 2),
      .invalid("reason"),
    ]
    #expect(
      errors.map(\.description) == [
        "the secret is empty", "the secret is a key in PEM form: name its file as a key file, not as the secret",
        "there is no key and no certificate in PEM form",
        "the private key is protected by a passphrase: store it without one",
        "a key signs no tokens here: use RSA, P-256, P-384 or Ed25519",
        "the RSA key has 1 bits, and fewer than 2 are not safe", "the key is not valid: reason",
      ])
  }
}
