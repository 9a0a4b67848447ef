import TautFraming
import Testing

/// RFC 6455, section 5.5: control frames.
@Suite struct ControlFrameTests {
  @Test func `pings and pongs carry up to 125 bytes`() {
    for length in [0, 1, 124, 125] {
      let payload = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 3) }
      expectOfBothRoles(gives: [.ping(payload), .pong(payload)]) {
        frame(to: $0, 0x89, payload) + frame(to: $0, 0x8A, payload)
      }
    }
  }

  @Test(arguments: [(UInt8(0x88), Opcode.close), (0x89, .ping), (0x8A, .pong)])
  func `a longer control frame is refused by its length field`(first: UInt8, opcode: Opcode) {
    for field in [UInt8(126), 127] {
      let error = Received.error(.controlFrameTooLong(opcode, lengthField: field))
      expect([first, 0x80 | field], to: .server, gives: [error])
      expect([first, field], to: .client, gives: [error])
    }
  }

  @Test(arguments: [(UInt8(0x08), Opcode.close), (0x09, .ping), (0x0A, .pong)])
  func `a fragmented control frame is refused by its first byte`(first: UInt8, opcode: Opcode) {
    for role in Role.allCases { expect([first], to: role, gives: [.error(.fragmentedControlFrame(opcode))]) }
  }

  @Test func `a control frame is given out whole, however it arrives`() {
    var reader = Reader(.server)
    let ping = frame(to: .server, 0x89, "0123456789")
    reader.receive(ping.dropLast())
    #expect(reader.received.isEmpty)
    reader.receive(ping.suffix(1))
    #expect(reader.received == [.ping(Array("0123456789".utf8))])
  }

  // MARK: Section 5.5.1, close

  @Test func `a close frame may have a code, a reason, or nothing`() {
    expectOfBothRoles(gives: [.close(nil, "")]) { frame(to: $0, 0x88) }
    expectOfBothRoles(gives: [.close(.normalClosure, "")]) { frame(to: $0, 0x88, [0x03, 0xE8]) }
    expectOfBothRoles(gives: [.close(.goingAway, "bis später")]) {
      frame(to: $0, 0x88, [0x03, 0xE9] + Array("bis später".utf8))
    }
    let reason = String(repeating: "x", count: 123)
    expectOfBothRoles(gives: [.close(CloseCode(4999), reason)]) {
      frame(to: $0, 0x88, [0x13, 0x87] + Array(reason.utf8))
    }
  }

  @Test func `what comes after a close frame is ignored`() {
    expectOfBothRoles(gives: [.close(.normalClosure, "")]) {
      frame(to: $0, 0x88, [0x03, 0xE8]) + frame(to: $0, 0x81, "late") + [0xFF, 0xFF, 0xFF]
    }
  }

  @Test func `a close payload of one byte is refused`() {
    expectOfBothRoles(gives: [.error(.truncatedCloseCode)]) { frame(to: $0, 0x88, [0x03]) }
  }

  @Test(arguments: [0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535])
  func `a code that must not stand in a close frame is refused`(code: UInt16) {
    expectOfBothRoles(gives: [.error(.invalidCloseCode(CloseCode(code)))]) {
      frame(to: $0, 0x88, bigEndian(Int(code), bytes: 2))
    }
  }

  @Test func `a reason that is not UTF-8 is refused`() {
    for reason: [UInt8] in [[0xFF], [0x61, 0xC3], [0xED, 0xA0, 0x80]] {
      expectOfBothRoles(gives: [.error(.invalidCloseReason)]) { frame(to: $0, 0x88, [0x03, 0xE8] + reason) }
    }
  }
}
