import TautRooms
import Testing

@Suite struct RoomNameTests {
  @Test(arguments: ["mlb", "odds_updates", "A", "0", "game:42", "user/7@eu", "odds.live-1", "a#b+c"])
  func `letters, digits and a few marks make a name`(text: String) throws {
    let name = try RoomName(text)
    #expect(name.text == text)
    #expect("\(name)" == text)
  }

  @Test(arguments: [
    ("", RoomNameError.empty, "a room name is empty"),
    ("_mlb", .badStart, "a room name begins with a letter or a digit"),
    ("mlb nba", .badCharacter, "a room name holds only letters, digits and . _ - : / @ # +"),
    ("odds.*", .badCharacter, "a room name holds only letters, digits and . _ - : / @ # +"),
    ("m\"", .badCharacter, "a room name holds only letters, digits and . _ - : / @ # +"),
    ("münchen", .badCharacter, "a room name holds only letters, digits and . _ - : / @ # +"),
    (
      String(repeating: "a", count: 129), .tooLong(length: 129, limit: 128),
      "a room name of 129 bytes exceeds the limit of 128"
    ),
  ])
  func `everything else is refused with its reason`(text: String, error: RoomNameError, sentence: String) {
    #expect(throws: error) { try RoomName(text) }
    #expect("\(error)" == sentence)
  }

  @Test func `128 characters are a name`() throws {
    #expect(try RoomName(String(repeating: "a", count: 128)).text.count == RoomName.maximumLength)
  }

  @Test func `names are ordered by their bytes`() throws {
    #expect(try RoomName("B") < RoomName("a"))
    #expect(try !(RoomName("mlb") < RoomName("mlb")))
  }
}
