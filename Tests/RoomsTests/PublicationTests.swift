import TautBytes
import TautRooms
import Testing

@Suite struct PublicationTests {
  @Test func `the payload is lent out of the message`() throws {
    let publication = Publication(
      room: try RoomName("mlb"), epoch: Epoch(rawValue: 1), offset: 3, id: "x", type: "odds_update", timestamp: 5,
      message: Array(#"{"payload":{"a":1}}"#.utf8), payload: 11..<18)
    #expect(publication.withPayload { String(decoding: $0) } == #"{"a":1}"#)
    #expect(publication.type == "odds_update")
    #expect(publication.timestamp == 5)
    #expect(publication.id == "x")
  }

  @Test func `a payload outside of the message is a mistake of the caller`() async {
    await #expect(processExitsWith: .failure) {
      _ = Publication(
        room: try RoomName("mlb"), epoch: Epoch(rawValue: 1), offset: 3, type: "t", timestamp: 5, message: [1],
        payload: 0..<2)
    }
  }
}
