import TautBytes
import TautEnvelope
import TautJSON
import Testing

@Suite struct EnvelopeTests {
  func decode(_ text: String) throws -> Envelope {
    try text.withBytes { bytes in try Envelope(decoding: bytes) }
  }

  func encode(_ envelope: Envelope) -> String {
    var out: [UInt8] = []
    envelope.encode(into: &out)
    return String(decoding: out, as: UTF8.self)
  }

  @Test func `unknown keys and the spelling of numbers survive a round trip`() throws {
    let text =
      #"{"type":"x","ts":1700000000000,"correlationId":7.50,"version":"2.1","payload":{"a": 1E+2},"#
      + #""meta":{"source":"server","priority":"high","ttl":5,"retryCount":1,"room":"r","epoch":"e","offset":9,"#
      + #""id":"i","shard":1.0},"trace":{"n":1.50},"trace":2}"#
    let envelope = try decode(text)
    #expect(envelope.type == "x")
    #expect(envelope.version == "2.1")
    #expect(envelope.meta?.priority == .high)
    #expect(envelope.meta?.others == Array(#"{"shard":1.0}"#.utf8))
    #expect(envelope.others.members.count == 2)
    #expect(encode(envelope) == text)
  }

  @Test func `a version that is a number is kept as it is spelled`() throws {
    let text = #"{"type":"x","ts":1700000000000,"correlationId":"","version":2.0,"payload":[]}"#
    #expect(try decode(text).version == "2.0")
  }

  @Test func `a new message has an empty object as its payload`() {
    let text = #"{"type":"ping","ts":5,"correlationId":"c","version":"2.0","payload":{}}"#
    #expect(encode(Envelope(.ping, at: 5, correlationId: "c")) == text)
  }

  @Test func `meta members that have another type are passed on as they are`() throws {
    let meta = #"{"source":"moon","ttl":"5","offset":-1,"id":7}"#
    let text = #"{"type":"x","ts":1700000000000,"correlationId":"","version":"2.0","payload":[],"meta":"# + meta + "}"
    let envelope = try decode(text)
    #expect(envelope.meta?.source == nil)
    #expect(envelope.meta?.offset == nil)
    #expect(encode(envelope) == text)
  }

  @Test func `what is set wins over what is passed on`() {
    var meta = EnvelopeMeta(
      source: .simulation, priority: .low, ttl: 1, retryCount: 2, room: "r", epoch: "e", offset: 3, id: "i")
    meta.others = Array(
      #"{"source":0,"priority":0,"ttl":0,"retryCount":0,"room":0,"epoch":0,"offset":0,"id":0,"x":0}"#.utf8)
    var json = JSONWriter()
    meta.write(to: &json)
    let expected =
      #"{"source":"simulation","priority":"low","ttl":1,"retryCount":2,"room":"r","epoch":"e","offset":3,"id":"i","x":0}"#
    #expect(String(decoding: json.bytes, as: UTF8.self) == expected)
  }

  @Test func `further meta that is not JSON is left out`() {
    var meta = EnvelopeMeta()
    meta.others = Array("{".utf8)
    var json = JSONWriter()
    meta.write(to: &json)
    #expect(json.bytes == Array("{}".utf8))
  }

  struct Props: Codable, Equatable {
    var sport: String
    var lines: [Double]
  }

  @Test func `a payload is encoded and decoded as a type of the application`() throws {
    let props = Props(sport: "MLB", lines: [1.5])
    var envelope = Envelope(.getProps, at: 1_700_000_000_000, correlationId: 1)
    try envelope.encodePayload(props)
    #expect(try envelope.decodePayload(Props.self) == props)
    try encode(envelope).withBytes { bytes in
      let payload = try V2Codec.decode(bytes).payload
      let decoded = try payload.decode(Props.self, in: bytes)
      #expect(decoded == props)
      #expect(throws: DecodingError.self) { try payload.decode(Int.self, in: bytes) }
    }
  }
}
