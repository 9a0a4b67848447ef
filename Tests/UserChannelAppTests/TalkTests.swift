import Testing

@testable import tautline_chat

@Suite struct TalkTests {
  @Test func `what waits is asked for when the connection is open, shown and acknowledged before any line is sent`() {
    var talk = Talk()
    #expect(talk.receive(.line("Hello")).isEmpty)
    #expect(talk.receive(.connected) == [.note("● connected", .good), .send(#"{"type":"get_pending"}"#)])
    #expect(
      talk.receive(.message(#"{"type":"notification_new","id":"a","title":"News"}"#))
        == [.send(#"{"type":"ack","id":"a"}"#), .write("[notification_new] News\n")])
    #expect(
      talk.receive(.message(#"{"type":"pending_check_complete","count":1}"#))
        == [.note("1 pending", .note), .send(#"{"type":"message_generate","message":"Hello"}"#), .taken])
  }

  @Test func `what cannot be looked up is told, and keeps no line from being sent`() {
    var talk = Talk()
    _ = talk.receive(.connected)
    #expect(
      talk.receive(.message(#"{"type":"error","code":"STORAGE_FAILED","message":"no"}"#))
        == [.note("STORAGE_FAILED: no", .failure)])
    #expect(talk.receive(.endOfInput) == [.end(.success)])
  }

  @Test func `an answer is written part by part, acknowledged as a whole, and ends its line`() {
    var talk = open()
    _ = talk.receive(.line("Hello"))
    #expect(talk.receive(.message(part("Good "))) == [.write("Good ")])
    #expect(talk.receive(.message(part("day."))) == [.write("day.")])
    #expect(talk.receive(.message(whole)) == [.write("\n"), .send(#"{"type":"ack","id":"m"}"#)])
  }

  @Test func `an answer whose parts were missed is written whole, and once`() {
    var talk = open()
    #expect(talk.receive(.message(whole)) == [.send(#"{"type":"ack","id":"m"}"#), .write("Good day.\n")])
    #expect(talk.receive(.message(whole)) == [.send(#"{"type":"ack","id":"m"}"#)])
  }

  @Test func `each line waits for the answer to the one before, and the end of the input for the last`() {
    var talk = open()
    #expect(talk.receive(.line("Hello")).contains(.taken))
    #expect(talk.receive(.line("Again")).isEmpty)
    #expect(talk.receive(.endOfInput).isEmpty)
    #expect(
      talk.receive(.message(whole)).contains(
        .send(#"{"type":"message_generate","message":"Again","conversation_uuid":"c"}"#)))
    #expect(talk.receive(.message(#"{"type":"error","code":"X","message":"no"}"#)).last == .end(.success))
  }

  @Test func `commands are sent, answered, or explained`() {
    var talk = open()
    #expect(talk.receive(.line("/regenerate")).first == .note("there is no answer yet: write a message first", .note))
    #expect(talk.receive(.line("/cancel")).first == .note("nothing is being answered", .note))
    #expect(talk.receive(.line("/what")).first == .note("there is no /what: see /help", .warning))
    #expect(
      talk.receive(.line("/help")).first == .note("write a message, or /regenerate, /cancel, /pending, /quit", .note))
    #expect(talk.receive(.line("/pending")).first == .send(#"{"type":"get_pending"}"#))
    #expect(talk.receive(.line("")) == [.taken])
    _ = talk.receive(.message(whole))
    #expect(
      talk.receive(.line("/regenerate")).first == .send(#"{"type":"message_regenerate","conversation_uuid":"c"}"#))
    #expect(talk.receive(.line("/cancel")).first == .send(#"{"type":"message_cancel","conversation_uuid":"c"}"#))
    #expect(talk.receive(.message(#"{"type":"message_cancelled"}"#)) == [.note("cancelled", .note)])
    #expect(talk.receive(.line("/quit")).first == .end(.success))
  }

  @Test func `a lost connection is told, and what was being answered too`() {
    var talk = open()
    _ = talk.receive(.line("Hello"))
    _ = talk.receive(.message(part("Good ")))
    #expect(
      talk.receive(.waiting(reason: "1006", seconds: 1.04, attempt: 1))
        == [.write("\n"), .note("○ trying again in 1.0 s, attempt 1: 1006", .warning)])
    _ = talk.receive(.connected)
    #expect(
      talk.receive(.message(#"{"type":"pending_check_complete","count":0}"#))
        == [.note("the answer was interrupted, unless it still comes: /regenerate asks again", .warning)])
  }

  @Test func `what was interrupted is asked again with its message, in its conversation if there is one`() {
    var talk = open()
    _ = talk.receive(.line("Hello"))
    _ = talk.receive(.message(#"{"type":"error","code":"X","message":"no"}"#))
    #expect(talk.receive(.line("/regenerate")).first == .send(#"{"type":"message_generate","message":"Hello"}"#))
    _ = talk.receive(.message(part("Good ")))
    _ = talk.receive(.message(#"{"type":"message_cancelled"}"#))
    #expect(
      talk.receive(.line("/regenerate")).first
        == .send(#"{"type":"message_regenerate","conversation_uuid":"c","message":"Hello"}"#))
  }

  @Test func `giving up, an interrupt and a quit without a connection end with their codes`() {
    var talk = Talk()
    #expect(talk.receive(.gaveUp(reason: "401", .refused)).last == .end(.refused))
    #expect(talk.receive(.interrupted) == [.end(.interrupted)])
    #expect(talk.receive(.line("/quit")) == [.end(.success)])
  }

  @Test func `what nobody knows is shown with its type, and what is said aside is not`() {
    var talk = open()
    #expect(
      talk.receive(.message(#"{"type":"analytics_update","timestamp":"t","n":1.50}"#))
        == [.write("[analytics_update] {\"n\":1.50}\n")])
    #expect(talk.receive(.message(#"{"type":"receipt"}"#)).isEmpty)
    #expect(
      talk.receive(.message(#"{"type":"reconnect_required"}"#)) == [.note("the server asks to connect again", .note)])
    #expect(talk.receive(.message("nonsense")) == [.write("[] {}\n")])
  }

  private let whole =
    #"{"type":"message_generate","id":"m","message_id":"m","conversation_uuid":"c","message":"Good day.","done":true}"#

  private func part(_ text: String) -> String {
    #"{"type":"message_generate","message_id":"m","conversation_uuid":"c","delta":"\#(text)","done":false}"#
  }

  /// A conversation whose connection is open and without anything pending.
  private func open() -> Talk {
    var talk = Talk()
    _ = talk.receive(.connected)
    _ = talk.receive(.message(#"{"type":"pending_check_complete","count":0}"#))
    return talk
  }
}
