import TautAuth
import TautJSON
import Testing

@Suite struct JSONWebKeyTests {
  static let zeros32 = String(repeating: "A", count: 43)
  static let zeros48 = String(repeating: "A", count: 64)

  private func key(_ text: String) throws -> JSONWebKey {
    try JSONWebKey(try JSONValue(parsing: text))
  }

  private func error(_ text: String) throws -> JSONWebKeyError? {
    let value = try JSONValue(parsing: text)
    do throws(JSONWebKeyError) {
      _ = try JSONWebKey(value)
      return nil
    } catch {
      return error
    }
  }

  @Test func `a secret is read`() throws {
    let key = try key(#"{"kty":"oct","k":"AQID","kid":"s","alg":"HS512","use":"sig","x":1}"#)
    #expect(key == JSONWebKey(id: "s", algorithm: .hs512, material: .secret([1, 2, 3])))
    #expect("\(key.material)" == "a secret of 3 bytes" && key.publicJSON == nil)
    #expect(key.material.algorithms == [.hs256, .hs384, .hs512])
  }

  @Test func `an RSA key is read, with and without its private part`() throws {
    let key = try key(#"{"kty":"RSA","n":"AIAB","e":"AQAB"}"#)
    #expect(key.material == .rsa(modulus: [0, 0x80, 1], exponent: [1, 0, 1], private: nil))
    #expect("\(key.material)" == "an RSA key of 16 bits" && key.material.algorithms.last == .ps256)
    let pair = try self.key(
      #"{"kty":"RSA","n":"AIAB","e":"AQAB","d":"AQ","p":"Ag","q":"Aw","dp":"BA","dq":"BQ","qi":"Bg"}"#)
    let part = RSAPrivatePart(exponent: [1], factors: [[2], [3], [4], [5], [6]])
    #expect(pair.material == .rsa(modulus: [0, 0x80, 1], exponent: [1, 0, 1], private: part))
    #expect("\(part)" == "the private part of an RSA key")
    var dumped = ""
    dump(pair, to: &dumped)
    dump(part, to: &dumped)
    #expect(!dumped.contains("exponent"))
  }

  @Test func `a key on a curve is read`() throws {
    let key = try key(
      #"{"kty":"EC","crv":"P-256","x":"\#(Self.zeros32)","y":"\#(Self.zeros32)","d":"\#(Self.zeros32)"}"#)
    let zeros = [UInt8](repeating: 0, count: 32)
    #expect(key.material == .ellipticCurve(.p256, x: zeros, y: zeros, private: zeros))
    #expect("\(key.material)" == "a key on P-256" && key.material.algorithms == [.es256])
    let larger = try self.key(#"{"kty":"EC","crv":"P-384","x":"\#(Self.zeros48)","y":"\#(Self.zeros48)"}"#)
    #expect(larger.material.algorithms == [.es384] && EllipticCurve.p384.coordinateLength == 48)
  }

  @Test func `an Ed25519 key is read`() throws {
    let key = try key(#"{"kty":"OKP","crv":"Ed25519","x":"\#(Self.zeros32)","key_ops":["verify"]}"#)
    #expect(key.material == .ed25519(x: [UInt8](repeating: 0, count: 32), private: nil))
    #expect("\(key.material)" == "an Ed25519 key" && key.material.algorithms == [.edDSA])
  }

  @Test(arguments: [
    ("[]", JSONWebKeyError.notAnObject),
    (#"{"kty":"oct","k":"AA","k":"AB"}"#, .duplicateMember),
    ("{}", .missing("kty")),
    (#"{"kty":1}"#, .invalid("kty")),
    (#"{"kty":"oct"}"#, .missing("k")),
    (#"{"kty":"oct","k":""}"#, .invalid("k")),
    (#"{"kty":"oct","k":"AA=="}"#, .invalid("k")),
    (#"{"kty":"oct","k":"AA","alg":"RS256"}"#, .unsupportedAlgorithm),
    (#"{"kty":"oct","k":"AA","alg":"none"}"#, .unsupportedAlgorithm),
    (#"{"kty":"oct","k":"AA","use":"enc"}"#, .notForSignatures),
    (#"{"kty":"oct","k":"AA","key_ops":["encrypt"]}"#, .notForSignatures),
    (#"{"kty":"oct","k":"AA","key_ops":"sign"}"#, .invalid("key_ops")),
    (#"{"kty":"RSA","n":"AQ"}"#, .missing("e")),
    (#"{"kty":"RSA","n":"AQ","e":"AQ","d":"AQ"}"#, .missing("p")),
    (#"{"kty":"RSA","n":"AQ","e":"AQ","d":"AQ","oth":[]}"#, .unsupportedKind),
    (#"{"kty":"EC","crv":"P-256","x":"AA","y":"AA"}"#, .invalid("x")),
    (#"{"kty":"EC","crv":"P-521"}"#, .unsupportedCurve),
    (#"{"kty":"EC"}"#, .unsupportedCurve),
    (#"{"kty":"OKP","crv":"X25519","x":"AA"}"#, .unsupportedCurve),
    (#"{"kty":"OKP","crv":"Ed25519","x":"AA"}"#, .invalid("x")),
    (#"{"kty":"PQC"}"#, .unsupportedKind),
  ])
  func `a key that is not one is refused`(text: String, error: JSONWebKeyError) throws {
    #expect(try self.error(text) == error)
  }

  @Test(arguments: [
    #"{"kty":"RSA","n":"gAE","e":"AQAB","use":"sig","alg":"PS256","kid":"r"}"#,
    #"{"kty":"EC","crv":"P-256","x":"\#(zeros32)","y":"\#(zeros32)","use":"sig"}"#,
    #"{"kty":"OKP","crv":"Ed25519","x":"\#(zeros32)","use":"sig","kid":"e"}"#,
  ])
  func `a public key is written as it was read`(text: String) throws {
    #expect(try key(text).publicJSON?.description == text)
  }

  @Test func `errors are sentences without a key in them`() {
    let errors: [JSONWebKeyError] = [
      .json("expected a value at byte 0"), .tooLong(length: 2, limit: 1), .tooManyKeys(count: 2, limit: 1), .notASet,
      .notAnObject, .duplicateMember, .missing("k"), .invalid("k"), .unsupportedKind, .unsupportedCurve,
      .unsupportedAlgorithm, .notForSignatures,
    ]
    #expect(
      errors.map(\.description) == [
        "not JSON: expected a value at byte 0", "2 bytes exceed the limit of 1", "2 keys exceed the limit of 1",
        "not a key set: an object with an array \"keys\"", "the key is not an object",
        "the key has two members of one name", "the key has no k", "the key's k is not what it has to be",
        "the kind of key (kty) is not one of oct, RSA with two primes, EC, OKP",
        "the curve (crv) is not one of P-256, P-384, Ed25519",
        "the algorithm (alg) does not exist here for a key of this kind",
        "the key is not for signatures (use, key_ops)",
      ])
  }
}
