import TautBytes
import TautHub
import TautRooms
import Testing

@Suite struct PublishRequestTests {
  private func read(_ text: String) throws -> PublishRequest {
    try text.withBytes { bytes throws -> PublishRequest in try PublishRequest(json: bytes) }
  }

  private func readTest(_ text: String) throws -> PublishRequest {
    try text.withBytes { bytes throws -> PublishRequest in try PublishRequest.broadcastTest(json: bytes) }
  }

  @Test func `a request is read, its payload byte for byte`() throws {
    let request = try read(#" {"room":"mlb","type":"odds_update","payload":{"a": 1.50},"id":"x","meta":{"b": 1}} "#)
    #expect(request.room == .mlb)
    #expect(request.type == "odds_update")
    #expect(request.payload == Array(#"{"a": 1.50}"#.utf8))
    #expect(request.id == "x")
    #expect(request.meta == Array(#"{"b": 1}"#.utf8))
    #expect(!request.requiresRoom)
  }

  @Test(arguments: [
    #"{"channel":"mlb","type":"t","payload":null}"#,
    #"{"subscription_type":"mlb","room":null,"type":"t","payload":null,"id":null,"meta":null,"x":1}"#,
  ])
  func `other names of the room and what is null or unknown are fine`(text: String) throws {
    #expect(try read(text) == PublishRequest(room: .mlb, type: "t", payload: Array("null".utf8)))
  }

  @Test(arguments: [
    ("{", PublishError.malformed("the request is not JSON: unexpected end at byte 1")),
    ("[]", .malformed("the request is not an object")),
    (#"{"type":"t","payload":1}"#, .missingField("room")),
    (#"{"room":"mlb","payload":1}"#, .missingField("type")),
    (#"{"room":"mlb","type":"t"}"#, .missingField("payload")),
    (#"{"room":7,"type":"t","payload":1}"#, .invalidField("room", expected: "a string")),
    (#"{"room":"a b","type":"t","payload":1}"#, .invalidRoom(.badCharacter)),
    (#"{"room":"mlb","type":"","payload":1}"#, .invalidField("type", expected: "a string of 1 to 256 bytes")),
    (#"{"room":"mlb","type":"t","payload":1,"id":7}"#, .invalidField("id", expected: "a string of 1 to 256 bytes")),
    (#"{"room":"mlb","type":"t","payload":1,"meta":[]}"#, .invalidField("meta", expected: "an object")),
  ])
  func `what is no request is refused with its reason`(text: String, error: PublishError) {
    #expect(throws: error) { try read(text) }
  }

  @Test func `a test broadcast is a notification to a room that exists`() throws {
    let request = try readTest(#"{"subscription_type":"mlb","message":"Test message"}"#)
    #expect(request.type == "notification")
    #expect(request.payload == Array(#"{"message":"Test message","test":true}"#.utf8))
    #expect(request.requiresRoom)
    #expect(throws: PublishError.missingField("message")) { try readTest(#"{"subscription_type":"mlb"}"#) }
  }
}
