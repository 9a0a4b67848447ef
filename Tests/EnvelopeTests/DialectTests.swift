import TautBytes
import TautEnvelope
import Testing

@Suite struct DialectTests {
  @Test func `the name of a dialect is its subprotocol`() {
    #expect(Dialect.allCases.map(\.name) == ["v2", "rooms", "structured", "event", "user"])
    for dialect in Dialect.allCases { #expect(Dialect(name: dialect.name) == dialect) }
    #expect(Dialect(name: "soap") == nil)
  }

  @Test func `of several subprotocols the client's favourite counts`() {
    #expect(Dialect.chosen(from: ["chat", "event", "v2"]) == .event)
    #expect(Dialect.chosen(from: ["chat"]) == nil)
    #expect(Dialect.chosen(from: []) == nil)
  }

  @Test func `the content of a server's message stands in a member of its own, or among the keys`() {
    #expect(Dialect.allCases.filter(\.isNested) == [.v2, .rooms, .event])
  }

  @Test(arguments: [
    (#"{"type":"subscribe","subscription_type":"mlb"}"#, Dialect.rooms),
    (#"{"type":"subscribe","data":{"channel":"mlb"}}"#, .event),
    (#"{"type":"message_generate","message":"x","conversation_uuid":"c"}"#, .user),
    (#"{"type":"ping","ts":1}"#, .v2), (#"{"type":"ping","payload":{},"data":{}}"#, .v2),
    (#"{"type":"subscribe","correlationId":"1","subscription_type":"mlb"}"#, .v2),
  ])
  func `the keys of a message tell its dialect`(_ text: String, _ dialect: Dialect) {
    #expect(text.withBytes { Dialect.recognized(in: $0) } == dialect)
  }

  @Test(arguments: [#"{"type":"ping","timestamp":"2025-11-14T17:30:00Z"}"#, "{}", "[]", "{", ""])
  func `a message without telling keys leaves the dialect open`(_ text: String) {
    #expect(text.withBytes { Dialect.recognized(in: $0) } == nil)
  }
}
