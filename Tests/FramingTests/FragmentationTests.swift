import TautFraming
import Testing

/// RFC 6455, section 5.4: fragmentation.
@Suite struct FragmentationTests {
  @Test func `fragments are put together`() {
    expectOfBothRoles(gives: [.text("one two three"), .message(.binary, [1, 2])]) {
      frame(to: $0, 0x01, "one ") + frame(to: $0, 0x00, "two ") + frame(to: $0, 0x80, "three")
        + frame(to: $0, 0x02, [1]) + frame(to: $0, 0x80, [2])
    }
  }

  @Test func `fragments may be empty, all of them`() {
    expectOfBothRoles(gives: [.text("a"), .text("b"), .text("")]) {
      frame(to: $0, 0x01) + frame(to: $0, 0x00) + frame(to: $0, 0x80, "a")
        + frame(to: $0, 0x01, "b") + frame(to: $0, 0x80)
        + frame(to: $0, 0x01) + frame(to: $0, 0x80)
    }
  }

  @Test func `control frames may stand between fragments`() {
    expectOfBothRoles(gives: [.ping([1]), .pong([]), .text("ab"), .ping([])]) {
      frame(to: $0, 0x01, "a") + frame(to: $0, 0x89, [1]) + frame(to: $0, 0x8A) + frame(to: $0, 0x80, "b")
        + frame(to: $0, 0x89)
    }
  }

  @Test func `a close frame may stand between fragments and ends everything`() {
    expectOfBothRoles(gives: [.close(.goingAway, "")]) {
      frame(to: $0, 0x01, "a") + frame(to: $0, 0x88, [0x03, 0xE9]) + frame(to: $0, 0x80, "b")
    }
  }

  @Test func `a continuation needs a message to continue`() {
    for first in [UInt8(0x00), 0x80] {
      expectOfBothRoles(gives: [.error(.unexpectedContinuation)]) { frame(to: $0, first, "a") }
      expectOfBothRoles(gives: [.text("ab"), .error(.unexpectedContinuation)]) {
        frame(to: $0, 0x01, "a") + frame(to: $0, 0x80, "b") + frame(to: $0, first, "c")
      }
    }
  }

  @Test func `a new message must not begin inside of a fragmented one`() {
    for (first, opcode) in [(UInt8(0x01), Opcode.text), (0x81, .text), (0x02, .binary), (0x82, .binary)] {
      expectOfBothRoles(gives: [.error(.unfinishedMessage(opcode))]) {
        frame(to: $0, 0x01, "a") + frame(to: $0, first, "b")
      }
    }
  }

  @Test func `parts tell where a message begins and ends and what is still announced`() {
    var reader = Reader(.client)
    let bytes = frame(0x02, [1, 2, 3]) + frame(0x00) + frame(0x80, [4, 5])
    reader.receive(bytes[..<4])
    reader.receive(bytes[4...])
    let parts = [
      MessagePart(kind: .binary, range: 2..<4, isFirst: true, isLast: false, remainingInFrame: 1),
      MessagePart(kind: .binary, range: 0..<1, isFirst: false, isLast: false),
      MessagePart(kind: .binary, range: 3..<3, isFirst: false, isLast: false),
      MessagePart(kind: .binary, range: 5..<7, isFirst: false, isLast: true),
    ]
    #expect(reader.parts == parts)
  }
}
