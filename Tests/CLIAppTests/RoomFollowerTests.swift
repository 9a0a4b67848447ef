import Testing

@testable import tautline

@Suite struct RoomFollowerTests {
  private var follower = RoomFollower(room: "mlb")

  private func confirmation(_ epoch: String, _ offset: Int, more: String = "") -> String {
    #"{"type":"subscription_confirmed","payload":{"channel":"mlb","epoch":"\#(epoch)","offset":\#(offset)\#(more)}}"#
  }

  private func message(_ epoch: String, _ offset: Int, room: String = "mlb") -> String {
    """
    {"type":"odds_update","ts":1700000000000,"correlationId":"x","version":"2.0","payload":{"a":1.50},\
    "meta":{"room":"\(room)","epoch":"\(epoch)","offset":\(offset),"id":"p\(offset)"}}
    """
  }

  private func offset(_ action: RoomFollower.Action?) -> UInt64? {
    if case .deliver(let message) = action { message.offset } else { nil }
  }

  // MARK: Asking

  @Test mutating func `the first request names the room and nothing else`() {
    #expect(
      follower.request(at: 7)
        == #"{"type":"subscribe","ts":7,"correlationId":"sub-1","version":"2.0","payload":{"channel":"mlb"}}"#)
    #expect(follower.request(at: 7).contains(#""correlationId":"sub-2""#))
  }

  @Test func `filters and a position go along`() {
    let filters = [
      FilterOption(key: "sport", value: "MLB"), FilterOption(key: "min_odds", value: "2.50"),
      FilterOption(key: "player_ids", value: "a,b"), FilterOption(key: "sport", value: "NBA"),
      FilterOption(key: "live", value: "true"), FilterOption(key: "game_id", value: "\"7\""),
    ]
    var follower = RoomFollower(room: "mlb", filters: filters, since: PositionOption(epoch: "e", offset: 9))
    #expect(
      follower.request(at: 7).hasSuffix(
        """
        "payload":{"channel":"mlb","filters":{"sport":["MLB","NBA"],"min_odds":2.50,"player_ids":["a","b"],\
        "live":true,"game_id":"7"},"since":{"epoch":"e","offset":9}}}
        """))
  }

  @Test mutating func `after a confirmation the next request recovers from there`() {
    #expect(
      follower.receive(confirmation("e", 5), at: 0)
        == .subscribed(PositionOption(epoch: "e", offset: 5), recovered: false, gap: nil))
    #expect(follower.request(at: 0).contains(#""since":{"epoch":"e","offset":5}"#))
  }

  // MARK: Following

  @Test mutating func `messages are delivered with their place, and move the position`() {
    _ = follower.receive(confirmation("e", 5), at: 0)
    let action = follower.receive(message("e", 6), at: 0)
    #expect(
      action
        == .deliver(
          RoomMessage(
            room: "mlb", type: "odds_update", epoch: "e", offset: 6, id: "p6", timestamp: Array("1700000000000".utf8),
            payload: Array(#"{"a":1.50}"#.utf8))))
    #expect(follower.position == PositionOption(epoch: "e", offset: 6))
  }

  @Test mutating func `what was seen is not delivered again`() {
    _ = follower.receive(confirmation("e", 5), at: 0)
    #expect(offset(follower.receive(message("e", 7), at: 0)) == 7)
    #expect(follower.receive(message("e", 7), at: 0) == nil)
    #expect(follower.receive(message("e", 6), at: 0) == nil)
    #expect(offset(follower.receive(message("e", 8), at: 0)) == 8)
  }

  @Test mutating func `a confirmation after a reconnect does not skip what is replayed`() {
    _ = follower.receive(confirmation("e", 5), at: 0)
    _ = follower.receive(confirmation("e", 9, more: #","recovered":true"#), at: 0)
    #expect(offset(follower.receive(message("e", 6), at: 0)) == 6)
  }

  @Test mutating func `a gap is told and moves the position behind it`() {
    _ = follower.receive(confirmation("e", 5), at: 0)
    let gap = #","recovered":false,"gap":{"from":6,"to":20,"reason":"history_too_short"}"#
    #expect(
      follower.receive(confirmation("e", 30, more: gap), at: 0)
        == .subscribed(PositionOption(epoch: "e", offset: 30), recovered: false, gap: "6 to 20 (history_too_short)"))
    #expect(follower.receive(message("e", 20), at: 0) == nil)
    #expect(offset(follower.receive(message("e", 21), at: 0)) == 21)
  }

  @Test mutating func `another epoch counts anew`() {
    _ = follower.receive(confirmation("e", 500), at: 0)
    _ = follower.receive(confirmation("f", 2), at: 0)
    #expect(offset(follower.receive(message("f", 3), at: 0)) == 3)
    #expect(offset(follower.receive(message("g", 1), at: 0)) == 1)
  }

  @Test mutating func `messages of other rooms and messages to nobody are passed over`() {
    _ = follower.receive(confirmation("e", 5), at: 0)
    #expect(follower.receive(message("e", 6, room: "nba"), at: 0) == nil)
    #expect(follower.receive(#"{"type":"pong","payload":{}}"#, at: 0) == nil)
  }

  // MARK: Being told

  @Test mutating func `a refusal keeps code and text`() {
    let text = #"{"type":"subscription_error","payload":{"code":"UNKNOWN_ROOM","message":"there is no room x"}}"#
    #expect(follower.receive(text, at: 0) == .refused("UNKNOWN_ROOM: there is no room x"))
    #expect(follower.receive(#"{"type":"subscription_error","payload":{}}"#, at: 0) == .refused("no reason given"))
  }

  @Test mutating func `an error and what is no envelope are told`() {
    #expect(
      follower.receive(#"{"type":"error","payload":{"message":"Invalid message envelope"}}"#, at: 0)
        == .note("the server says: Invalid message envelope"))
    #expect(follower.receive("hello\u{1B}", at: 0) == .note("this is no envelope: hello␛"))
  }

  @Test mutating func `a ping is answered with its own id`() {
    #expect(
      follower.receive(#"{"type":"ping","correlationId":42,"payload":{}}"#, at: 7)
        == .answer(#"{"type":"pong","ts":7,"correlationId":42,"version":"2.0","payload":{}}"#))
  }

  @Test mutating func `a wish to reconnect has its delay`() {
    let text = #"{"type":"reconnect_required","payload":{"reason":"deploy","afterMs":1500,"jitterMs":0}}"#
    #expect(follower.receive(text, at: 0) == .reconnect(after: .milliseconds(1500), reason: "deploy"))
  }
}
