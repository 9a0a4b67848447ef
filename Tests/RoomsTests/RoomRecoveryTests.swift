import TautBytes
import TautJSON
import TautRooms
import Testing

@Suite struct RoomRecoveryTests {
  private func text(_ recovery: RoomRecovery) throws -> String {
    var json = JSONWriter()
    json.beginObject()
    recovery.writeMembers(to: &json, of: try RoomName("mlb"))
    json.endObject()
    return String(decoding: json.bytes, as: UTF8.self)
  }

  @Test func `a recovery is written as the server's answers have it`() throws {
    let epoch = Epoch(rawValue: 10)
    var recovery = RoomRecovery(position: RoomPosition(epoch: epoch, offset: 7))
    let head = #"{"room":"mlb","epoch":"000000000000000a","offset":7,"messages":["#
    #expect(try text(recovery) == head + "]}")
    let message = Array(#"{"payload":{"odds": 1.50}}"#.utf8)
    for id in [nil, "x"] {
      recovery.missed.append(
        Publication(
          room: try RoomName("mlb"), epoch: epoch, offset: 7, id: id, type: "news", timestamp: 5, message: message,
          payload: 11..<25))
    }
    recovery.gap = RoomGap(from: 2, to: 6, reason: .historyExpired)
    let publication = #"{"type":"news","ts":5,"room":"mlb","epoch":"000000000000000a","offset":7,"#
    let payload = #""payload":{"odds": 1.50}}"#
    #expect(
      try text(recovery)
        == head + publication + payload + "," + publication + #""id":"x","# + payload
        + #"],"gap":{"from":2,"to":6,"reason":"history_expired"}}"#)
  }
}
