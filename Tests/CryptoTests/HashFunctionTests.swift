import TautCrypto
import Testing

@Suite struct HashFunctionTests {
  /// FIPS 180-4 for "abc" and for nothing.
  @Test(arguments: [
    (HashFunction.sha1, "abc", "a9993e364706816aba3e25717850c26c9cd0d89d"),
    (.sha1, "", "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
    (.sha256, "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (.sha256, "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    (
      .sha384, "abc",
      "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7"
    ),
    (
      .sha512, "abc",
      "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
        + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
    ),
  ])
  func `digests are those of the standard`(function: HashFunction, text: String, digest: String) {
    #expect(hex(function.digest(of: Array(text.utf8).span)) == digest)
  }

  /// RFC 4231, test case 2.
  @Test(arguments: [
    (HashFunction.sha1, "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"),
    (.sha256, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"),
    (.sha384, "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e8e2240ca5e69e2c78b3239ecfab21649"),
    (
      .sha512,
      "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
        + "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737"
    ),
  ])
  func `authentication codes are those of the standard`(function: HashFunction, code: String) {
    let message = Array("what do ya want for nothing?".utf8)
    #expect(hex(function.authenticationCode(for: message.span, key: Array("Jefe".utf8).span)) == code)
  }

  /// RFC 4231, test case 6.
  @Test func `a key may be longer than a block`() {
    let key = [UInt8](repeating: 0xAA, count: 131)
    let message = Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8)
    #expect(
      hex(HashFunction.sha256.authenticationCode(for: message.span, key: key.span))
        == "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54")
  }

  @Test func `a key and a message may be empty`() {
    let nothing: [UInt8] = []
    #expect(
      hex(HashFunction.sha256.authenticationCode(for: nothing.span, key: nothing.span))
        == "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad")
  }

  @Test(arguments: HashFunction.allCases)
  func `a digest has the length it promises`(function: HashFunction) {
    #expect(function.digest(of: [1, 2, 3].span).count == function.digestLength)
  }

  private func hex(_ bytes: [UInt8]) -> String {
    String(decoding: Hexadecimal.encode(bytes.span), as: UTF8.self)
  }
}
