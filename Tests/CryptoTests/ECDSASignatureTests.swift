import Testing

@testable import TautCrypto

@Suite struct ECDSASignatureTests {
  /// A signature of two numbers with these last bytes.
  private func raw(_ r: [UInt8], _ s: [UInt8], length: Int) -> [UInt8] {
    [UInt8](repeating: 0, count: length - r.count) + r + [UInt8](repeating: 0, count: length - s.count) + s
  }

  @Test func `numbers lose their zeros in DER and get them back`() throws {
    let raw = raw([1], [0x80, 2], length: 32)
    let signature = try #require(ECDSASignature(raw: raw, length: 32))
    #expect(signature.der == [0x30, 8, 2, 1, 1, 2, 3, 0, 0x80, 2])
    #expect(ECDSASignature(der: signature.der, length: 32) == signature)
  }

  @Test func `the largest numbers survive on both curves`() throws {
    for length in [32, 48] {
      let raw = [UInt8](repeating: 0xFF, count: 2 * length)
      let signature = try #require(ECDSASignature(raw: raw, length: length))
      #expect(ECDSASignature(der: signature.der, length: length)?.raw == raw)
    }
  }

  @Test func `zero is a number of one byte`() {
    #expect(ECDSASignature(raw: raw([], [], length: 32), length: 32)?.der == [0x30, 6, 2, 1, 0, 2, 1, 0])
  }

  @Test(arguments: [0, 1, 63, 65, 96])
  func `another length is no signature`(count: Int) {
    #expect(ECDSASignature(raw: [UInt8](repeating: 1, count: count), length: 32) == nil)
  }

  @Test(
    arguments: [
      [], [0x30], [0x31, 0], [0x30, 1, 2], [0x30, 0], [0x30, 3, 2, 1, 1], [0x30, 6, 2, 1, 1, 3, 1, 1],
      [0x30, 6, 2, 9, 1, 2, 1, 1], [0x30, 6, 2, 1, 1, 2, 1, 1, 0], [0x30, 0x80, 2, 1, 1, 2, 1, 1],
    ] as [[UInt8]])
  func `what is no sequence of two integers is refused`(der: [UInt8]) {
    #expect(ECDSASignature(der: der, length: 32) == nil)
  }

  @Test func `a number longer than the curve is refused`() {
    let digits = [UInt8](repeating: 1, count: 33)
    #expect(ECDSASignature(der: [0x30, 38, 2, 33] + digits + [2, 1, 1], length: 32) == nil)
  }

  @Test func `long elements have long lengths`() {
    #expect(DER.octets([UInt8](repeating: 0, count: 128)).prefix(3) == [4, 0x81, 128])
    #expect(DER.octets([UInt8](repeating: 0, count: 300)).prefix(4) == [4, 0x82, 1, 44])
    #expect(DER.tagged(1, DER.bits([7])) == [0xA1, 4, 3, 2, 0, 7])
  }
}
