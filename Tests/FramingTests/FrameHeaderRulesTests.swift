import TautFraming
import Testing

/// RFC 6455, section 5.2: the base framing protocol.
@Suite struct FrameHeaderRulesTests {
  @Test func `a server refuses an unmasked frame as soon as it shows`() {
    expect(frame(0x81, Array("Hello".utf8)), to: .server, gives: [.error(.unmaskedFrame)])
    expect([0x81, 0x00], to: .server, gives: [.error(.unmaskedFrame)])
  }

  @Test func `a client refuses a masked frame as soon as it shows`() {
    expect(frame(0x81, Array("Hello".utf8), key: [1, 2, 3, 4]), to: .client, gives: [.error(.maskedFrame)])
    expect([0x81, 0x80], to: .client, gives: [.error(.maskedFrame)])
  }

  @Test(arguments: [UInt8(1), 2, 3, 4, 5, 6, 7])
  func `reserved bits are refused by the first byte`(bits: UInt8) {
    for opcode in Opcode.allCases {
      let first = 0x80 | bits << 4 | opcode.rawValue
      for role in Role.allCases { expect([first], to: role, gives: [.error(.reservedBits(bits))]) }
    }
  }

  @Test(arguments: [UInt8(0x3), 0x4, 0x5, 0x6, 0x7, 0xB, 0xC, 0xD, 0xE, 0xF])
  func `reserved opcodes are refused by the first byte`(opcode: UInt8) {
    for role in Role.allCases { expect([0x80 | opcode], to: role, gives: [.error(.reservedOpcode(opcode))]) }
  }

  @Test(arguments: [0, 1, 125])
  func `a length below 126 must not take two bytes`(length: Int) {
    for (role, mask) in [(Role.server, UInt8(0x80)), (.client, 0)] {
      let head = [0x82, mask | 126] + bigEndian(length, bytes: 2)
      expect(head, to: role, gives: [.error(.nonMinimalLength(UInt64(length), bytes: 2))])
    }
  }

  @Test(arguments: [0, 125, 126, 65_535])
  func `a length below 65536 must not take eight bytes`(length: Int) {
    for (role, mask) in [(Role.server, UInt8(0x80)), (.client, 0)] {
      let head = [0x82, mask | 127] + bigEndian(length, bytes: 8)
      expect(head, to: role, gives: [.error(.nonMinimalLength(UInt64(length), bytes: 8))])
    }
  }

  @Test func `a whole frame with a length that is not minimal is refused as well`() {
    let bytes = [0x82, 126, 0, 5] + [UInt8](repeating: 1, count: 5)
    expect(bytes, to: .client, gives: [.error(.nonMinimalLength(5, bytes: 2))])
  }

  @Test func `a length of 64 bits with the top bit set is refused`() {
    let head: [UInt8] = [0x82, 127, 0x80, 0, 0, 0, 0, 0, 0, 0]
    expect(head, to: .client, gives: [.error(.lengthOutOfRange(1 << 63))])
  }

  // MARK: Compression (RFC 7692, section 6)

  @Test func `RSV1 marks a compressed message where compression is negotiated`() {
    let payload: [UInt8] = [0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00]
    for opcode in [UInt8(1), 2] {
      let kind = opcode == 1 ? MessageKind.text : .binary
      expectOfBothRoles(allowsCompression: true, gives: [.message(kind, payload, isCompressed: true)]) {
        frame(to: $0, 0xC0 | opcode, payload)
      }
    }
  }

  @Test func `a compressed message may be fragmented, with RSV1 on its first frame only`() {
    let message = Received.message(.text, [1, 2, 3], isCompressed: true)
    expectOfBothRoles(allowsCompression: true, gives: [message, .text("a")]) {
      frame(to: $0, 0x41, [1, 2]) + frame(to: $0, 0x80, [3]) + frame(to: $0, 0x81, "a")
    }
    expectOfBothRoles(allowsCompression: true, gives: [.error(.reservedBits(4))]) {
      frame(to: $0, 0x41, [1, 2]) + frame(to: $0, 0xC0, [3])
    }
    expectOfBothRoles(allowsCompression: true, gives: [.error(.reservedBits(4))]) {
      frame(to: $0, 0x01, [0x61]) + frame(to: $0, 0xC0, [3])
    }
  }

  @Test func `messages without RSV1 stay uncompressed where compression is negotiated`() {
    expectOfBothRoles(allowsCompression: true, gives: [.text("plain")]) { frame(to: $0, 0x81, "plain") }
  }

  @Test func `RSV1 is refused on control frames, and RSV2 and RSV3 everywhere`() {
    for first in [UInt8(0xC8), 0xC9, 0xCA] {
      expectOfBothRoles(allowsCompression: true, gives: [.error(.reservedBits(4))]) { frame(to: $0, first) }
    }
    expectOfBothRoles(allowsCompression: true, gives: [.error(.reservedBits(2))]) { frame(to: $0, 0xE1) }
    expectOfBothRoles(allowsCompression: true, gives: [.error(.reservedBits(3))]) { frame(to: $0, 0xF1) }
  }
}
