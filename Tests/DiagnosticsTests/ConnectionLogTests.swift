import TautDiagnostics
import TautJSON
import Testing

@Suite struct ConnectionLogTests {
  let time = WallTime(milliseconds: 0)

  @Test func `consecutive duplicates are written once`() {
    var log = ConnectionLog()
    for message in ["a", "a", "a", "b", "a"] { log.write(.info, "x", message, at: time) }
    #expect(log.entries.map(\.message) == ["a", "b", "a"])
    #expect(log.suppressed == 2)
  }

  @Test func `a line of another level or event is no duplicate`() {
    var log = ConnectionLog()
    log.write(.info, "x", "a", at: time)
    log.write(.error, "x", "a", at: time)
    log.write(.error, "y", "a", at: time)
    #expect(log.entries.count == 3)
  }

  @Test func `whoever prints the log asks for what is new`() {
    var log = ConnectionLog()
    #expect(log.entries(after: 0).isEmpty)
    for message in ["a", "b", "c"] { log.write(.info, "x", message, at: time) }
    #expect(log.entries(after: 0).map(\.message) == ["a", "b", "c"])
    #expect(log.entries(after: 2).map(\.message) == ["c"])
    #expect(log.entries(after: 3).isEmpty)
    #expect(log.entries(after: 9).isEmpty)
  }

  @Test func `the log forgets its oldest lines`() {
    var log = ConnectionLog()
    for number in 1...250 { log.write(.info, "x", "\(number)", at: time) }
    #expect(log.entries.count == ConnectionLog.capacity)
    #expect(log.entries.first?.sequence == 51)
    #expect(log.entries(after: 0).count == ConnectionLog.capacity)
    #expect(log.entries(after: 248).map(\.message) == ["249", "250"])
  }

  @Test func `a line is text for people and an object for programs`() throws {
    var log = ConnectionLog()
    log.write(.warning, "fallback", "Entering fallback mode", ["reason": "max attempts"], at: time)
    let entry = try #require(log.entries.first)
    #expect(entry.line == "[WS] Entering fallback mode")
    var json = JSONWriter()
    entry.write(to: &json)
    #expect(
      String(decoding: json.bytes, as: UTF8.self)
        == #"{"time":"1970-01-01T00:00:00.000Z","level":"warning","event":"fallback","#
        + #""message":"Entering fallback mode","reason":"max attempts"}"#)
  }
}
