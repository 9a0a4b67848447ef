import TautClient
import Testing

@testable import tautline

@Suite struct EventTextTests {
  private func text(_ event: ShownEvent, columns: Int = 40, color: Bool = false) -> String {
    EventText(style: TextStyle(isEnabled: color), columns: columns).text(event)
  }

  @Test func `opening tells what was agreed`() {
    #expect(text(.opened("ws://h", subprotocol: nil, extensions: "")) == "connected to ws://h")
    #expect(
      text(.opened("ws://h", subprotocol: "v2", extensions: "permessage-deflate"))
        == "connected to ws://h (subprotocol v2, permessage-deflate)")
  }

  @Test func `text is shown as it is, but gives no orders to the terminal`() {
    #expect(text(.received(.text("hi"))) == "< hi")
    #expect(text(.received(.text("a\u{1B}[2Jb"))) == "< a␛[2Jb")
    #expect(text(.received(.text("12"))) == "< 12")
  }

  @Test func `short JSON stays in a row and long JSON is indented`() {
    #expect(text(.received(.text(#"{"a":[1,2.50],"b":{}}"#))) == #"< {"a": [1, 2.50], "b": {}}"#)
    #expect(
      text(.received(.text(#"{"a":[1,{}],"b":"x,:{","c":[]}"#)), columns: 10) == """
        < {
          "a": [
            1,
            {}
          ],
          "b": "x,:{",
          "c": []
        }
        """)
  }

  @Test func `strings in JSON keep their escapes and spellings`() {
    let json = #"{"a\"b":"\u001b\\","n":-1.50E+3,"t":true,"z":null}"#
    #expect(
      text(.received(.text(json)), columns: 99) == #"< {"a\"b": "\u001b\\", "n": -1.50E+3, "t": true, "z": null}"#)
  }

  @Test func `JSON that is not valid is shown as text`() {
    #expect(text(.received(.text(#"{"a":01}"#))) == #"< {"a":01}"#)
  }

  @Test func `binary is a dump, and only its beginning when it is long`() {
    #expect(text(.received(.binary([]))) == "< binary, 0 bytes")
    #expect(
      text(.received(.binary([0x41, 0x00, 0xFF]))) == """
        < binary, 3 bytes
        0000  41 00 ff                                         A..
        """)
    #expect(text(.received(.binary([UInt8](repeating: 1, count: 600)))).hasSuffix("\n… 88 more bytes"))
  }

  @Test func `pings, pongs and the end are sentences`() {
    #expect(text(.ping([])) == "ping")
    #expect(text(.pong(Array("a\n".utf8), after: .microseconds(1234))) == "pong 'a␊' after 1.2 ms")
    #expect(text(.closed(code: 1000, reason: "")) == "closed with 1000 (normal closure)")
    #expect(text(.closed(code: 4429, reason: "slow down")) == "closed with 4429 (rate limit exceeded) 'slow down'")
    #expect(text(.closed(code: 4999, reason: "")) == "closed with 4999 (defined by the application)")
  }

  @Test(arguments: [(12, "12 µs"), (1_234, "1.2 ms"), (123_456, "123 ms"), (2_500_000, "2.5 s")])
  func `a time has a fitting unit`(microseconds: Int, text: String) {
    #expect(EventText.text(.microseconds(microseconds)) == text)
  }

  @Test func `colours stand around the pieces and nowhere else`() {
    #expect(text(.received(.text("hi")), color: true) == "\u{1B}[36m<\u{1B}[0m hi")
    #expect(text(.ping([]), color: true) == "\u{1B}[2mping\u{1B}[0m")
    #expect(TextStyle.plain.paint("x", .failure) == "x")
  }
}
