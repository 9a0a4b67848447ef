import TautBytes
import TautEnvelope
import TautJSON
import Testing

@Suite struct SubscribeRequestTests {
  func withRequest(_ text: String, _ body: (SubscribeRequest, RawSpan) throws -> Void) throws {
    try text.withBytes { bytes in
      try body(try SubscribeRequest(try JSONScanner().scan(bytes), in: bytes), bytes)
    }
  }

  @Test func `the seed's subscription is read whole`() throws {
    let text = #"""
      {"channel": "props", "filters": {"sport": "MLB", "player_ids": ["123", "456"]},
       "options": {"batchSize": 10, "throttleMs": 1000, "deduplicate": true, "conflate": "game.id", "policy": "latest"},
       "since": {"epoch": "00ff", "offset": 7}}
      """#
    try withRequest(text) { request, bytes in
      #expect(request.channel.string(in: bytes) == "props")
      let filters = try #require(request.filters)
      #expect(filters.value(at: "player_ids.1", in: bytes)?.string(in: bytes) == "456")
      var options = SubscribeOptions()
      options.batchSize = 10
      options.throttleMs = 1000
      options.deduplicate = .publicationId
      options.conflate = "game.id"
      options.policy = "latest"
      #expect(request.options == options)
      #expect(request.since == SubscribeSince(epoch: "00ff", offset: 7))
    }
  }

  @Test(arguments: ["channel", "subscription_type", "room"]) func `the room has three names`(_ key: String) throws {
    try withRequest(#"{"\#(key)":"mlb","filters":null,"options":null,"since":null}"#) { request, bytes in
      #expect(request.channel.string(in: bytes) == "mlb")
      #expect(request.filters == nil)
      #expect(request.options == SubscribeOptions())
      #expect(request.since == nil)
    }
  }

  @Test func `deduplication is off, by id, or by a path; counts may be strings`() throws {
    try withRequest(#"{"channel":"a","options":{"deduplicate":false,"batchSize":"5","x":1,"policy":null}}"#) {
      request, _ in
      #expect(request.options.deduplicate == nil)
      #expect(request.options.batchSize == 5)
    }
    try withRequest(#"{"channel":"a","options":{"deduplicate":"game.id"}}"#) { request, _ in
      #expect(request.options.deduplicate == .path("game.id"))
    }
  }

  @Test(arguments: [
    ("[]", "payload is not an object"), ("{}", "channel is missing"), (#"{"channel":null}"#, "channel is missing"),
    (#"{"channel":7}"#, "channel is not a name"), (#"{"channel":""}"#, "channel is not a name"),
    (#"{"channel":"a","filters":[]}"#, "filters is not an object"),
    (#"{"channel":"a","options":1}"#, "options is not an object"),
    (#"{"channel":"a","options":{"batchSize":-1}}"#, "options.batchSize is not a count"),
    (#"{"channel":"a","options":{"throttleMs":1.5}}"#, "options.throttleMs is not a count"),
    (#"{"channel":"a","options":{"deduplicate":1}}"#, "options.deduplicate is not true, false or a path"),
    (#"{"channel":"a","options":{"conflate":1}}"#, "options.conflate is not a string"),
    (#"{"channel":"a","options":{"policy":{}}}"#, "options.policy is not a string"),
    (#"{"channel":"a","since":7}"#, "since is not an object"),
    (#"{"channel":"a","since":{}}"#, "since.epoch is missing"),
    (#"{"channel":"a","since":{"epoch":"e"}}"#, "since.offset is missing"),
    (#"{"channel":"a","since":{"epoch":1,"offset":1}}"#, "since.epoch is not a string"),
    (#"{"channel":"a","since":{"epoch":"e","offset":-1}}"#, "since.offset is not a count"),
  ])
  func `a request that is wrong says what is`(_ text: String, _ detail: String) throws {
    let error = #expect(throws: EnvelopeError.Reason.self) { try withRequest(text) { _, _ in } }
    #expect(error?.description == detail)
  }
}
