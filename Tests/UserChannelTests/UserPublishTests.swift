import TautBytes
import TautUserChannel
import Testing

@Suite struct UserPublishTests {
  @Test func `a publish is read with all that it may say`() throws {
    let request = try read(
      #"{"user":"ada","type":"t","payload":{"n":1.50},"id":"a","priority":"high","ttl":1.5,"receipts":"bob","x":1}"#)
    var expected = UserPublish(user: "ada", type: "t", payload: Array(#"{"n":1.50}"#.utf8), id: "a")
    expected.priority = .high
    expected.timeToLive = .milliseconds(1_500)
    expected.receiptsTo = "bob"
    #expect(request == expected)
  }

  @Test func `urgency may stand in meta, and at the top it wins`() throws {
    let request = try read(
      #"{"user":"ada","type":"t","payload":1,"id":null,"ttl":5,"meta":{"priority":"low","ttl":9}}"#)
    #expect(request.priority == .low)
    #expect(request.timeToLive == .seconds(5))
    #expect(request.id == nil)
  }

  @Test(arguments: [
    ("[]", "the request is not an object"), ("{", "the request is not JSON: unexpected end at byte 1"),
    ("{}", "the field payload is missing"), (#"{"payload":1}"#, "the field user is missing"),
    (#"{"payload":1,"user":"a"}"#, "the field type is missing"),
    (#"{"payload":1,"user":7}"#, "the field user is not a string of 1 to 256 bytes"),
    (#"{"payload":1,"user":"a","type":"t","priority":"x"}"#, "the field priority is not one of low, normal, high"),
    (
      #"{"payload":1,"user":"a","type":"t","ttl":0}"#,
      "the field ttl is not a number of seconds from 0 to 315360000"
    ),
  ])
  func `what is wrong is named`(body: String, sentence: String) {
    let error = #expect(throws: UserPublishError.self) { try read(body) }
    #expect(error?.description == sentence)
  }

  @Test func `the key user makes a publish one for an inbox`() {
    #expect(isMeant(#"{"user":"ada"}"#))
    #expect(!isMeant(#"{"room":"mlb","user":null}"#))
    #expect(!isMeant(#"{"room":"mlb"}"#))
    #expect(!isMeant("{"))
  }

  @Test func `a busy storage is told with its limit`() {
    #expect(
      UserPublishError.busy(limit: 9).description == "9 steps wait for the storage, which is the limit: try again later"
    )
  }

  private func isMeant(_ body: String) -> Bool { body.withBytes { UserPublish.isMeant(by: $0) } }

  private func read(_ body: String) throws(UserPublishError) -> UserPublish {
    try body.withBytes { bytes throws(UserPublishError) in try UserPublish(json: bytes) }
  }
}
