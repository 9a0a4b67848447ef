import Testing

@testable import tautline

@Suite struct RoomMessageTests {
  private let message = RoomMessage(
    room: "mlb", type: "odds_update", epoch: "e", offset: 6, id: nil, timestamp: Array("17".utf8),
    payload: Array(#"{"a":1.50}"#.utf8))

  @Test func `a record has room, type, epoch, offset and payload at the top`() {
    #expect(
      String(decoding: message.record, as: UTF8.self)
        == #"{"room":"mlb","type":"odds_update","epoch":"e","offset":6,"ts":17,"payload":{"a":1.50}}"# + "\n")
  }

  @Test func `a server without offsets leaves them null`() {
    var message = message
    (message.epoch, message.offset, message.id, message.timestamp) = (nil, nil, "p", nil)
    #expect(
      String(decoding: message.record, as: UTF8.self)
        == #"{"room":"mlb","type":"odds_update","epoch":null,"offset":null,"id":"p","payload":{"a":1.50}}"# + "\n")
  }

  @Test func `on a terminal it is one row`() {
    #expect(message.text(.plain, columns: 80) == #"mlb 6 odds_update {"a": 1.50}"#)
  }
}
