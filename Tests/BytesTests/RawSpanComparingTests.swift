import TautBytes
import Testing

@Suite struct RawSpanComparingTests {
  let name = "Sec-WebSocket-Key"

  func isEqual(_ left: String, _ right: String) -> Bool {
    left.withBytes { left in right.withBytes { left.equals($0) } }
  }

  func starts(_ text: String, with prefix: String) -> Bool {
    text.withBytes { text in prefix.withBytes { text.starts(with: $0) } }
  }

  func isEqualIgnoringCase(_ left: String, _ right: String) -> Bool {
    left.withBytes { left in right.withBytes { left.equalsIgnoringCase($0) } }
  }

  @Test func `spans are equal when their bytes are`() {
    #expect(isEqual(name, "Sec-WebSocket-Key"))
    #expect(!isEqual(name, "Sec-WebSocket-Kex"))
    #expect(!isEqual(name, "Sec-WebSocket-Ke"))
    #expect(isEqual("", ""))
  }

  @Test func `a span is compared with a literal`() {
    #expect(name.withBytes { $0.equals("Sec-WebSocket-Key") })
    #expect(name.withBytes { !$0.equals("Sec-WebSocket-Kex") })
    #expect(name.withBytes { !$0.equals("Sec-WebSocket") })
    #expect("".withBytes { $0.equals("") })
  }

  @Test func `a span starts with a prefix, which is not longer`() {
    #expect(starts(name, with: "Sec-"))
    #expect(starts(name, with: ""))
    #expect(!starts(name, with: "Set-"))
    #expect(!starts("Sec-", with: name))
    #expect(name.withBytes { $0.starts(with: "Sec-Web") })
    #expect(name.withBytes { !$0.starts(with: "Set-") })
    #expect("Sec-".withBytes { !$0.starts(with: "Sec-WebSocket") })
  }

  @Test func `letters are compared in any case, and nothing else is`() {
    #expect(name.withBytes { $0.equalsIgnoringCase("sec-websocket-key") })
    #expect(name.withBytes { !$0.equalsIgnoringCase("sec-websocket-kez") })
    #expect(name.withBytes { !$0.equalsIgnoringCase("sec-websocket") })
    #expect("[]{}".withBytes { !$0.equalsIgnoringCase("{}{}") })
    #expect(isEqualIgnoringCase(name, "SEC-WEBSOCKET-KEY"))
    #expect(!isEqualIgnoringCase(name, "SEC-WEBSOCKET"))
    #expect(!isEqualIgnoringCase("[]", "{}"))
  }
}
