import TautBytes
import TautEnvelope
import TautJSON
import Testing

/// What each dialect reads and writes, message by message.
@Suite struct DialectCodecTests {
  static let place = EnvelopeMeta(room: "mlb", epoch: "e1", offset: 7)

  private func encode(
    _ type: MessageType, _ payload: String, as dialect: Dialect, id: String? = nil, meta: EnvelopeMeta? = nil,
    details: EnvelopeDetails = EnvelopeDetails()
  ) -> String {
    var out: [UInt8] = []
    (id ?? "").withBytes { id in
      payload.withBytes { payload in
        dialect.encode(
          type, at: 1_755_252_000_000, correlationId: id.isEmpty ? nil : id, meta: meta, details: details, into: &out
        ) { $0.raw(payload) }
      }
    }
    return String(decoding: out, as: UTF8.self)
  }

  private func problem(in text: String, as dialect: Dialect) -> EnvelopeError? {
    text.withBytes { bytes in
      do throws(EnvelopeError) {
        _ = try dialect.decode(bytes)
        return nil
      } catch {
        return error
      }
    }
  }

  @Test(arguments: [
    (
      Dialect.v2,
      #"{"type":"pong","ts":1755252000000,"correlationId":"c","version":"2.0","payload":{"a":1.50}}"#
    ),
    (
      .rooms,
      #"{"type":"pong","status":"success","data":{"a":1.50},"client_id":"me","timestamp":"2025-08-15T10:00:00Z","#
        + #""correlationId":"c"}"#
    ),
    (.structured, #"{"type":"pong","timestamp":"2025-08-15T10:00:00Z","request_id":"c","a":1.50}"#),
    (.event, #"{"type":"pong","data":{"a":1.50},"timestamp":"2025-08-15T10:00:00Z","correlationId":"c"}"#),
    (.user, #"{"type":"pong","timestamp":"2025-08-15T10:00:00Z","correlationId":"c","a":1.50}"#),
  ])
  func `an answer is spelled as its dialect wants`(_ dialect: Dialect, _ expected: String) {
    let details = EnvelopeDetails(clientID: "me")
    #expect(encode(.pong, #"{"a":1.50}"#, as: dialect, id: #""c""#, details: details) == expected)
  }

  @Test(arguments: [
    (
      Dialect.v2,
      #"{"type":"odds_update","ts":1755252000000,"correlationId":"mlb:7","version":"2.0","payload":[1e2],"#
        + #""meta":{"room":"mlb","epoch":"e1","offset":7}}"#
    ),
    (
      .rooms,
      #"{"type":"odds_update","status":"success","data":[1e2],"client_id":null,"timestamp":"2025-08-15T10:00:00Z","#
        + #""room":"mlb","epoch":"e1","offset":7}"#
    ),
    (
      .structured,
      #"{"type":"odds_update","timestamp":"2025-08-15T10:00:00Z","room":"mlb","epoch":"e1","offset":7,"#
        + #""payload":[1e2]}"#
    ),
    (
      .event,
      #"{"type":"odds_update","data":[1e2],"timestamp":"2025-08-15T10:00:00Z","room":"mlb","epoch":"e1","offset":7}"#
    ),
    (
      .user,
      #"{"type":"odds_update","timestamp":"2025-08-15T10:00:00Z","room":"mlb","epoch":"e1","offset":7,"#
        + #""payload":[1e2]}"#
    ),
  ])
  func `a publication carries its place, and a payload that is no object stays whole`(
    _ dialect: Dialect, _ expected: String
  ) {
    #expect(encode(.oddsUpdate, "[1e2]", as: dialect, meta: Self.place) == expected)
  }

  @Test(arguments: [
    (Dialect.rooms, #"{"type":"error","status":"error","data":{},"client_id":"me","timestamp":"T","error":"no"}"#),
    (.structured, #"{"type":"error","timestamp":"T"}"#),
    (.event, #"{"type":"error","data":{},"timestamp":"T","error":"no"}"#),
    (.user, #"{"type":"error","timestamp":"T"}"#),
  ])
  func `an error says so where the dialect has a key for it`(_ dialect: Dialect, _ expected: String) {
    let text = encode(.error, "{}", as: dialect, details: EnvelopeDetails(clientID: "me", error: "no"))
    #expect(text == expected.replacing("T", with: "2025-08-15T10:00:00Z"))
  }

  @Test(arguments: [Dialect.rooms, .structured, .event, .user])
  func `a message without content has none`(_ dialect: Dialect) {
    let text = encode(.pong, "{}", as: dialect, details: EnvelopeDetails(hasPayload: false))
    #expect(!text.contains("data") && !text.contains("payload") && text.contains(#""type":"pong""#))
  }

  @Test(arguments: [
    (#"{"type":1,"a":2}"#, #""a":2,"payload":{"type":1,"a":2}}"#),
    (#"{"timest\u0061mp":1}"#, #""payload":{"timest\u0061mp":1}}"#),
    (#"{"offset":1, "b":[ ]}"#, #""b":[ ],"payload":{"offset":1, "b":[ ]}}"#),
    (#"{"payload":1,"b":2}"#, #""b":2,"payload":{"payload":1,"b":2}}"#),
    (#"{"id":"p","b":2}"#, #""b":2,"payload":{"id":"p","b":2}}"#),
    (#"{"request_id":"p","client_id":"q"}"#, #""request_id":"p","client_id":"q"}"#),
    (#"{ "b" : 2 }"#, #" "b" : 2 }"#), ("{ }", #""id":"i"}"#), (#""text""#, #""payload":"text"}"#),
  ])
  func `members of a payload that have the name of a key are kept in the whole payload`(
    _ payload: String, _ ending: String
  ) throws {
    var meta = Self.place
    meta.id = "i"
    let text = encode("x", payload, as: .structured, meta: meta)
    #expect(text.hasSuffix(ending), "\(text)")
    _ = try JSONValue(parsing: text)
  }

  @Test func `what is said about a publication stands in meta where there is more than its place`() {
    var meta = Self.place
    meta.priority = .high
    #expect(encode("x", "{}", as: .event, meta: meta).hasSuffix(#""offset":7,"meta":{"priority":"high"}}"#))
    meta.offset = nil
    #expect(
      encode("x", "{}", as: .user, meta: meta).hasSuffix(#""meta":{"priority":"high","room":"mlb","epoch":"e1"}}"#))
  }

  @Test(arguments: [Dialect.rooms, .structured, .event, .user])
  func `a flat request is decoded into slices of the bytes that came`(_ dialect: Dialect) throws {
    let id = dialect == .structured ? "request_id" : "correlationId"
    let text =
      #"{"type":"subscribe","subscription_type":"mlb","timestamp":"2025-08-15T10:00:00Z","\#(id)":7.0,"filters":{}}"#
    try text.withBytes { bytes in
      let view = try dialect.decode(bytes)
      #expect(view.dialect == dialect)
      #expect(view.messageType(in: bytes) == .subscribe)
      #expect(view.timestamp == 1_755_252_000_000)
      #expect(view.correlationId.map { String(decoding: $0.copy(in: bytes), as: UTF8.self) } == "7.0")
      #expect(view.isFlat && view.payload == view.message && view.hasUnknownKeys && view.version == nil)
      let request = try SubscribeRequest(view.payload, in: bytes)
      #expect(request.channel.string(in: bytes) == "mlb")
      var json = JSONWriter()
      view.writePayload(to: &json, in: bytes)
      #expect(String(decoding: json.bytes, as: UTF8.self) == #"{"subscription_type":"mlb","filters":{}}"#)
    }
  }

  @Test(arguments: [Dialect.rooms, .event])
  func `data is the content where there is some`(_ dialect: Dialect) throws {
    try #"{"type":"subscribe","data":{"channel":"mlb"},"meta":{"ttl":1}}"#.withBytes { bytes in
      let view = try dialect.decode(bytes)
      #expect(!view.isFlat && view.timestamp == nil && view.correlationId == nil && view.meta != nil)
      let request = try SubscribeRequest(view.payload, in: bytes)
      #expect(request.channel.string(in: bytes) == "mlb")
      var json = JSONWriter()
      view.writePayload(to: &json, in: bytes)
      #expect(String(decoding: json.bytes, as: UTF8.self) == #"{"channel":"mlb"}"#)
    }
  }

  @Test(arguments: [
    ("{", "unexpected end at byte 1"), ("7", "the message is not an object"), ("{}", "type is missing"),
    (#"{"type":""}"#, "type is not a name"), (#"{"type":7}"#, "type is not a name"),
    (#"{"type":"x","timestamp":"soon"}"#, "timestamp is not an ISO 8601 time"),
    (#"{"type":"x","timestamp":{}}"#, "timestamp is not an ISO 8601 time"),
  ])
  func `what is no message is refused in every dialect`(_ text: String, _ reason: String) {
    for dialect in [Dialect.rooms, .structured, .event, .user] {
      #expect(problem(in: text, as: dialect)?.description == reason)
    }
  }

  @Test func `the structured dialect requires a timestamp, but for heartbeats and the hello`() {
    #expect(problem(in: #"{"type":"status"}"#, as: .structured)?.description == "timestamp is missing")
    #expect(problem(in: #"{"type":"hello","server_time":"2025-08-15T10:00:00Z"}"#, as: .structured) == nil)
    #expect(problem(in: #"{"type":"ping"}"#, as: .structured) == nil)
    #expect(problem(in: #"{"type":"pong"}"#, as: .structured) == nil)
    for dialect in [Dialect.rooms, .event, .user] { #expect(problem(in: #"{"type":"status"}"#, as: dialect) == nil) }
  }

  @Test func `a refused message's correlation id is told where an answer can repeat it`() {
    #expect(problem(in: #"{"type":7,"correlationId":"c"}"#, as: .rooms)?.correlationId != nil)
    #expect(problem(in: #"{"type":7,"correlationId":[]}"#, as: .rooms)?.correlationId == nil)
    #expect(problem(in: #"{"type":"x","correlationId":{}}"#, as: .user)?.description.hasPrefix("correlationId") == true)
  }

  @Test func `the error that answers a broken message is spelled in its dialect`() {
    var out: [UInt8] = []
    #"{"type":7}"#.withBytes { bytes in
      RoomsCodec.encode(EnvelopeError(.missing(key: "type")), about: bytes, at: 0, into: &out)
    }
    let text = String(decoding: out, as: UTF8.self)
    #expect(text.hasPrefix(#"{"type":"error","status":"error","data":{"code":"INVALID_ENVELOPE","#))
    #expect(text.contains(#""error":"Invalid message envelope""#))
  }
}
