import TautAuth
import TautBytes
import TautCrypto
import TautJSON
import Testing

/// Tokens that others made, and tokens that attackers make.
@Suite struct TokenVectorTests {
  private let now = NumericDate(seconds: 1_755_259_200)

  private func key(_ json: String, only algorithm: SignatureAlgorithm? = nil) throws -> TokenKey {
    var key = try JSONWebKey(try JSONValue(parsing: json))
    key.algorithm = algorithm
    return try TokenKey(key)
  }

  private func foreignKey(_ algorithm: SignatureAlgorithm) throws -> TokenKey {
    let id = "key-\(algorithm.rawValue.lowercased())"
    let pem: String? =
      switch algorithm {
      case .hs256, .hs384, .hs512: nil
      case .rs256, .rs384, .rs512, .ps256: ForeignTokens.rsa
      case .es256: ForeignTokens.p256
      case .es384: ForeignTokens.p384
      case .edDSA: ForeignTokens.ed25519
      }
    guard let pem else { return TokenKey(try SecretKey(ForeignTokens.secret), id: id) }
    return TokenKey(try AsymmetricKey(pem: Array(pem.utf8)), id: id)
  }

  private func refusal(_ text: String, _ keys: TokenKey..., at time: NumericDate? = nil) -> TokenRefusal? {
    do throws(TokenRefusal) {
      _ = try TokenValidator(keys: TokenKeys(keys)).validate(text, at: time ?? now)
      return nil
    } catch {
      return error
    }
  }

  // MARK: RFC 7515 and RFC 8037

  @Test func `the examples of RFC 7515 are good`() throws {
    let then = NumericDate(seconds: 1_300_819_000)
    #expect(refusal(RFCTokens.a1, try key(RFCTokens.a1Key), at: then) == nil)
    #expect(refusal(RFCTokens.a2, try key(RFCTokens.a2Key), at: then) == nil)
    #expect(refusal(RFCTokens.a3, try key(RFCTokens.a3Key), at: then) == nil)
    #expect(refusal(RFCTokens.a5, try key(RFCTokens.a1Key), at: then) == .unsigned)
    #expect(refusal(RFCTokens.a1, try key(RFCTokens.a1Key)) == .expired(ago: .seconds(1_755_259_200 - 1_300_819_380)))
  }

  @Test func `signing the examples of RFC 7515 gives their signatures`() throws {
    let rsa = try AsymmetricKey(try JSONWebKey(try JSONValue(parsing: RFCTokens.a2Key)).material)
    let token = try JSONWebToken(RFCTokens.a2)
    #expect(rsa.isPrivate && rsa.sign(token.signingInput, by: .rs256) == token.signature)
    let curve = try AsymmetricKey(try JSONWebKey(try JSONValue(parsing: RFCTokens.a3Key)).material)
    let signature = try #require(curve.sign(token.signingInput, by: .es256))
    #expect(signature.count == 64 && curve.isValid(signature, of: token.signingInput, by: .es256))
  }

  @Test func `the example of RFC 8037 is good and is made`() throws {
    let key = try AsymmetricKey(try JSONWebKey(try JSONValue(parsing: RFCTokens.ed25519Key)).material)
    let input = Array(RFCTokens.ed25519Input.utf8)
    let signature = Base64.decode(Array(RFCTokens.ed25519Signature.utf8).span, alphabet: .urlSafe) ?? []
    #expect(key.sign(input, by: .edDSA) == signature && key.isValid(signature, of: input, by: .edDSA))
  }

  // MARK: PyJWT

  @Test(arguments: SignatureAlgorithm.allCases)
  func `a token of PyJWT is good with its key and with no other`(algorithm: SignatureAlgorithm) throws {
    let text = try #require(ForeignTokens.tokens[algorithm.rawValue])
    let verified = try TokenValidator(keys: TokenKeys([foreignKey(algorithm)])).validate(text, at: now)
    #expect(verified.principal.user == "alice" && verified.principal.isAdministrator)
    #expect(verified.principal.rooms.allow("odds.mlb") && verified.claims.id == "t-1")
    let strangers = [
      TokenKey(SecretKey.generate()), TokenKey(AsymmetricKey.generate(.ellipticCurve(.p256))),
      TokenKey(AsymmetricKey.generate(.ellipticCurve(.p384))), TokenKey(AsymmetricKey.generate(.ed25519)),
      try key(RFCTokens.a2Key),
    ]
    for stranger in strangers {
      let reason = refusal(text, stranger)
      #expect(reason == (stranger.algorithms.contains(algorithm) ? .badSignature : .algorithmMismatch))
    }
  }

  @Test(arguments: SignatureAlgorithm.allCases)
  func `a token of which one byte is another is refused`(algorithm: SignatureAlgorithm) throws {
    let key = try foreignKey(algorithm)
    var bytes = Array(try #require(ForeignTokens.tokens[algorithm.rawValue]).utf8)
    for position in stride(from: 0, to: bytes.count, by: 7) {
      let byte = bytes[position]
      bytes[position] = byte == UInt8(ascii: "A") ? UInt8(ascii: "B") : UInt8(ascii: "A")
      #expect(refusal(String(decoding: bytes, as: UTF8.self), key) != nil, "byte \(position)")
      bytes[position] = byte
    }
  }

  @Test(arguments: SignatureAlgorithm.allCases)
  func `a token that is cut off is refused`(algorithm: SignatureAlgorithm) throws {
    let key = try foreignKey(algorithm)
    let text = try #require(ForeignTokens.tokens[algorithm.rawValue])
    for count in 0..<text.utf8.count where refusal(String(text.prefix(count)), key) == nil {
      Issue.record("the first \(count) bytes are good")
    }
  }

  // MARK: Attacks

  @Test func `a public key is no secret`() throws {
    let rsa = TokenKey(try AsymmetricKey(pem: Array(ForeignTokens.rsa.utf8)))
    #expect(refusal(ForeignTokens.confusion, rsa) == .algorithmMismatch)
    #expect(refusal(ForeignTokens.ps512, rsa) == .unsupportedAlgorithm)
  }

  @Test func `a key that is pinned to one algorithm takes no other of its kind`() throws {
    let rsa = TokenKey(try AsymmetricKey(pem: Array(ForeignTokens.rsa.utf8)), only: .rs256)
    #expect(refusal(try #require(ForeignTokens.tokens["PS256"]), rsa) == .algorithmMismatch)
    #expect(refusal(try #require(ForeignTokens.tokens["RS256"]), rsa) == nil)
  }

  @Test func `the header's algorithm cannot be changed after signing`() throws {
    let parts = try #require(ForeignTokens.tokens["RS256"]).split(separator: ".").map(String.init)
    let rsa = TokenKey(try AsymmetricKey(pem: Array(ForeignTokens.rsa.utf8)))
    for name in ["RS384", "PS256", "RS512"] {
      let header = Base64.encode(Array(#"{"alg":"\#(name)"}"#.utf8).span, alphabet: .urlSafe)
      let text = "\(String(decoding: header, as: UTF8.self)).\(parts[1]).\(parts[2])"
      #expect(refusal(text, rsa) == .badSignature)
    }
  }

  @Test func `a refusal never has a part of the token`() throws {
    let text = try #require(ForeignTokens.tokens["HS256"])
    let parts = text.split(separator: ".").map(String.init)
    let attempts = [
      text + "A", "\(parts[0]).\(parts[1]).", String(text.dropFirst(3)), parts[0],
      "\(parts[1]).\(parts[1]).\(parts[1])",
      ForeignTokens.confusion,
    ]
    for attempt in attempts {
      let description = try #require(refusal(attempt, foreignKey(.hs256))).description
      for part in parts { #expect(!description.contains(part.prefix(8)), "\(description)") }
    }
  }

  @Test func `a set of keys rotates`() throws {
    let old = AsymmetricKey.generate(.ed25519)
    let new = AsymmetricKey.generate(.ellipticCurve(.p256))
    func sign(_ key: AsymmetricKey, _ id: String) -> String {
      let algorithm = key.algorithms[0]
      let draft = TokenDraft(algorithm: algorithm, keyID: id, claims: ["sub": "alice"])
      return draft.signed(with: key.sign(draft.signingInput, by: algorithm)!)
    }
    let json = [("old", old), ("new", new)].map { id, key in
      JSONWebKey(id: id, algorithm: key.algorithms[0], material: key.publicMaterial).publicJSON!.description
    }
    func keys(_ json: [String]) throws -> [TokenKey] {
      let set = try JSONWebKeySet(parsing: Array("{\"keys\":[\(json.joined(separator: ","))]}".utf8))
      return try set.keys.map { try TokenKey($0) }
    }
    let both = TokenValidator(keys: TokenKeys(try keys(json)))
    #expect(try both.validate(sign(old, "old"), at: now).principal.user == "alice")
    #expect(try both.validate(sign(new, "new"), at: now).principal.user == "alice")
    let after = TokenValidator(keys: TokenKeys(try keys([json[1]])))
    #expect(throws: TokenRefusal.unknownKey) { try after.validate(sign(old, "old"), at: now) }
    #expect(throws: TokenRefusal.algorithmMismatch) { try both.validate(sign(old, "new"), at: now) }
  }
}
