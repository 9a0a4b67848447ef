import TautFraming
import Testing

/// RFC 6455, section 8.1: text that is not UTF-8 fails the connection.
@Suite struct TextValidationTests {
  static let invalid: [[UInt8]] = [
    [0x80], [0xC0, 0x80], [0xC1, 0xBF], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF0, 0x80, 0x80, 0x80],
    [0xF4, 0x90, 0x80, 0x80], [0xF8, 0x88, 0x80, 0x80], [0xFF], [0xC3, 0x28],
  ]

  @Test(arguments: ["", "ascii", "Hello-µ@ßöäüàá-UTF-8!!", "κόσμε 統一碼聯盟 😀 \u{10FFFF}"])
  func `valid text is given out, whole, cut and fragmented between any two bytes`(text: String) {
    let bytes = Array(text.utf8)
    expectOfBothRoles(gives: [.text(text)]) { frame(to: $0, 0x81, bytes) }
    for cut in bytes.indices {
      expectOfBothRoles(gives: [.text(text)]) {
        frame(to: $0, 0x01, Array(bytes[..<cut])) + frame(to: $0, 0x80, Array(bytes[cut...]))
      }
    }
  }

  @Test(arguments: invalid)
  func `invalid text is refused in a message, in fragments and after valid text`(bytes: [UInt8]) {
    expectOfBothRoles(gives: [.error(.invalidText)]) { frame(to: $0, 0x81, bytes) }
    expectOfBothRoles(gives: [.error(.invalidText)]) {
      frame(to: $0, 0x81, Array("a text long enough for the fast path, größer".utf8) + bytes)
    }
    expectOfBothRoles(gives: [.text("ok"), .error(.invalidText)]) {
      frame(to: $0, 0x81, "ok") + frame(to: $0, 0x01, "a") + frame(to: $0, 0x80, bytes)
    }
  }

  @Test(arguments: 1...3)
  func `text must not end inside of a character`(length: Int) {
    let cut = Array("😀".utf8.prefix(length))
    expectOfBothRoles(gives: [.error(.invalidText)]) { frame(to: $0, 0x81, cut) }
    expectOfBothRoles(gives: [.error(.invalidText)]) { frame(to: $0, 0x01, cut) + frame(to: $0, 0x80) }
    expectOfBothRoles(gives: [.error(.invalidText)]) { frame(to: $0, 0x01, cut) + frame(to: $0, 0x80, "a") }
  }

  @Test func `the first bad byte is refused when it arrives, not at the end of the message`() {
    let text = Array("ok".utf8) + [0xF4, 0x90, 0x80, 0x80] + Array("more".utf8)
    for role in Role.allCases {
      let bytes = frame(to: role, 0x01, text)
      let bad = bytes.count - text.count + 3
      var reader = Reader(role)
      reader.receive(bytes[..<bad])
      #expect(!reader.hasFailed)
      reader.receive(bytes[bad...bad])
      #expect(reader.received == [.error(.invalidText)])
    }
  }

  @Test func `binary and compressed messages are not validated`() {
    expectOfBothRoles(gives: [.message(.binary, [0xFF, 0xC0])]) { frame(to: $0, 0x82, [0xFF, 0xC0]) }
    let message = Received.message(.text, [0xFF, 0xC0], isCompressed: true)
    expectOfBothRoles(allowsCompression: true, gives: [message]) { frame(to: $0, 0xC1, [0xFF, 0xC0]) }
  }
}
