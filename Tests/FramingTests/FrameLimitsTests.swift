import TautFraming
import Testing

/// RFC 6455, section 10.4: limits.
@Suite struct FrameLimitsTests {
  @Test func `a message may have a mebibyte and a frame as much, by default`() {
    #expect(FrameLimits().maxMessage == 1 << 20)
    #expect(FrameLimits().maxFrame == .max)
  }

  @Test(arguments: [100, 1_000, 100_000])
  func `a message of the limit is taken and one byte more is not`(limit: Int) {
    let limits = FrameLimits(maxMessage: limit)
    let payload = [UInt8](repeating: 1, count: limit)
    for role in Role.allCases {
      var reader = Reader(role, limits: limits)
      reader.receive(frame(to: role, 0x82, payload) + frame(to: role, 0x82, payload + [1]))
      let error = FrameError.messageTooLarge(length: UInt64(limit + 1), limit: limit)
      #expect(reader.received == [.message(.binary, payload), .error(error)])
    }
  }

  @Test func `a length is refused when it is announced, before the key and the payload`() {
    let limits = FrameLimits(maxMessage: 1_000, maxFrame: 500)
    let tooLong = Received.error(.frameTooLarge(length: 501, limit: 500))
    expect([0x82, 0xFE] + bigEndian(501, bytes: 2), to: .server, limits: limits, gives: [tooLong])
    expect([0x82, 0x7E] + bigEndian(501, bytes: 2), to: .client, limits: limits, gives: [tooLong])
    let huge = Received.error(.frameTooLarge(length: 1 << 62, limit: 500))
    expect([0x82, 0xFF] + bigEndian(1 << 62, bytes: 8), to: .server, limits: limits, gives: [huge])
  }

  @Test func `fragments count together`() {
    let limits = FrameLimits(maxMessage: 10)
    let payload = [UInt8](repeating: 0x61, count: 5)
    expectOfBothRoles(limits: limits, gives: [.message(.binary, payload + payload)]) {
      frame(to: $0, 0x02, payload) + frame(to: $0, 0x00, payload) + frame(to: $0, 0x80)
    }
    expectOfBothRoles(limits: limits, gives: [.error(.messageTooLarge(length: 11, limit: 10))]) {
      frame(to: $0, 0x02, payload) + frame(to: $0, 0x00, payload) + frame(to: $0, 0x00, [1])
    }
  }

  @Test func `each message begins to count anew`() {
    let limits = FrameLimits(maxMessage: 3)
    expectOfBothRoles(limits: limits, gives: [.text("abc"), .text("def"), .text("ghi")]) {
      frame(to: $0, 0x01, "ab") + frame(to: $0, 0x80, "c") + frame(to: $0, 0x81, "def") + frame(to: $0, 0x81, "ghi")
    }
  }

  @Test func `the length of fragments cannot overflow`() {
    let limits = FrameLimits(maxMessage: .max)
    let error = Received.error(.messageTooLarge(length: UInt64(Int.max) + 1, limit: .max))
    let bytes = frame(0x02, [1]) + [0x80, 0x7F] + bigEndian(.max, bytes: 8)
    expect(bytes, to: .client, limits: limits, gives: [error])
  }

  @Test func `compressed messages may be longer on the wire by what deflate adds where nothing compresses`() {
    let limits = FrameLimits(maxMessage: 32)
    let largest = [UInt8](repeating: 1, count: 32 + 2 + 64)
    expectOfBothRoles(
      limits: limits, allowsCompression: true, gives: [.message(.binary, largest, isCompressed: true)]
    ) { frame(to: $0, 0xC2, largest) }
    let error = Received.error(.messageTooLarge(length: 99, limit: 32))
    expectOfBothRoles(limits: limits, allowsCompression: true, gives: [error]) { frame(to: $0, 0xC2, largest + [1]) }
  }

  @Test func `control frames are not limited by the limits of messages`() {
    let limits = FrameLimits(maxMessage: 0, maxFrame: 0)
    expectOfBothRoles(limits: limits, gives: [.ping([1, 2]), .text("")]) {
      frame(to: $0, 0x89, [1, 2]) + frame(to: $0, 0x81)
    }
  }
}
