import TautBytes
import TautEnvelope
import TautJSON
import Testing

@Suite struct V2CodecTests {
  static let ping = #"{"type":"ping","ts":1700000000000,"correlationId":"7","version":"2.0","payload":{"a":1.50}}"#

  /// What is wrong with `text`.
  func problem(in text: String) -> EnvelopeError? {
    text.withBytes { bytes in
      do throws(EnvelopeError) {
        _ = try V2Codec.decode(bytes)
        return nil
      } catch {
        return error
      }
    }
  }

  @Test func `an envelope is decoded into slices of the bytes that came`() throws {
    try Self.ping.withBytes { bytes in
      let view = try V2Codec.decode(bytes)
      #expect(view.messageType(in: bytes) == .ping)
      let isPing = view.isType(.ping, in: bytes)
      let isPong = view.isType(.pong, in: bytes)
      #expect(isPing && !isPong)
      #expect(view.timestamp == 1_700_000_000_000)
      #expect(view.correlationId?.string(in: bytes) == "7")
      #expect(view.version?.string(in: bytes) == "2.0")
      #expect(view.payload.value(at: "a", in: bytes)?.double(in: bytes) == 1.5)
      #expect(view.meta == nil)
      #expect(!view.hasUnknownKeys)
      #expect(view.message.range == bytes.byteOffsets)
    }
  }

  @Test func `an envelope is encoded as it was decoded`() throws {
    try Self.ping.withBytes { bytes in
      let view = try V2Codec.decode(bytes)
      var out: [UInt8] = []
      V2Codec.encode(
        .ping, at: view.timestamp, correlationId: bytes.extracting(view.correlationId!.range),
        payload: bytes.extracting(view.payload.range), into: &out)
      #expect(String(decoding: out, as: UTF8.self) == Self.ping)
    }
  }

  @Test(arguments: ["type", "ts", "correlationId", "version", "payload"])
  func `an envelope without one of the five keys is invalid, and the detail names it`(_ key: String) throws {
    var object = try #require(JSONValue(parsing: Self.ping).object)
    object[key] = nil
    let error = try #require(problem(in: JSONValue.object(object).description))
    #expect(error.reason == .missing(key: key))
    #expect(error.message == "Invalid message envelope")
    #expect(error.code == "INVALID_ENVELOPE")
    #expect(error.description == "\(key) is missing")
  }

  @Test(arguments: [
    ("type", "1", "type is not a name"), ("type", #""""#, "type is not a name"),
    ("ts", "null", "ts is not a number of milliseconds"), ("ts", #""soon""#, "ts is not a number of milliseconds"),
    ("ts", "1e300", "ts is not a number of milliseconds"), ("ts", #""inf""#, "ts is not a number of milliseconds"),
    ("correlationId", "[]", "correlationId is not a string or a number"),
    ("correlationId", "true", "correlationId is not a string or a number"),
    ("version", "{}", "version is not a string"), ("meta", "7", "meta is not an object"),
  ])
  func `a value of the wrong type makes an envelope invalid`(_ key: String, _ value: String, _ detail: String) throws {
    var object = try #require(JSONValue(parsing: Self.ping).object)
    object[key] = try JSONValue(parsing: value)
    let error = try #require(problem(in: JSONValue.object(object).description))
    #expect(error.message == "Invalid message envelope")
    #expect(error.description == detail)
  }

  @Test(arguments: [
    ("1700000000000", 1_700_000_000_000), ("1700000000000.9", 1_700_000_000_000), ("1.7e12", 1_700_000_000_000),
    (#""1700000000000""#, 1_700_000_000_000), ("1700000000", 1_700_000_000_000), ("1700000000.25", 1_700_000_000_250),
    (#""1700000000""#, 1_700_000_000_000), ("100000000000", 100_000_000_000), ("99999999999", 99_999_999_999_000),
    ("0", 0),
  ])
  func `a timestamp is read tolerantly, and below 1e11 it is seconds`(_ spelling: String, _ expected: Int64) throws {
    let text = Self.ping.replacing("1700000000000", with: spelling)
    try text.withBytes { bytes in
      let timestamp = try V2Codec.decode(bytes).timestamp
      #expect(timestamp == expected)
    }
  }

  @Test func `what is not JSON and what is no object have errors of their own`() throws {
    let broken = try #require(problem(in: #"{"type":"#))
    #expect(broken.reason == .notJSON(JSONError(.unexpectedEnd, at: 8)))
    #expect(broken.message == "Invalid JSON")
    #expect(broken.code == "INVALID_JSON")
    #expect(broken.description == "unexpected end at byte 8")
    let array = try #require(problem(in: "[]"))
    #expect(array.reason == .notAnObject)
    #expect(array.description == "the message is not an object")
    #expect(array.message == "Invalid message envelope")
  }

  @Test func `the keys may come in any order, escaped, and the last of two counts`() throws {
    let text =
      #" {"payload":1,"version":2,"correlationId":null,"ts":"1700000000","x":1,"type":"a","t\u0079pe":"ping","meta":null} "#
    try text.withBytes { bytes in
      let view = try V2Codec.decode(bytes)
      #expect(view.messageType(in: bytes) == .ping)
      #expect(view.correlationId?.isNull == true)
      #expect(view.meta == nil)
      #expect(view.hasUnknownKeys)
    }
  }

  @Test(arguments: [
    (#""correlationId":7.0,"#, "7.0", "payload"), (#""correlationId":"\u0041","#, #""\u0041""#, "payload"),
    ("", #""""#, "correlationId"), (#""correlationId":[],"#, #""""#, "payload"),
  ])
  func `the error that answers a broken envelope repeats a correlation id as it came`(
    _ member: String, _ id: String, _ missing: String
  ) throws {
    let text = #"{"# + member + #""type":"ping","ts":1700000000000,"version":"2.0"}"#
    let error = try #require(problem(in: text))
    var out: [UInt8] = []
    text.withBytes { V2Codec.encode(error, about: $0, at: 5, into: &out) }
    let expected =
      #"{"type":"error","ts":5,"correlationId":"# + id + #","version":"2.0","payload":{"code":"INVALID_ENVELOPE","#
      + #""message":"Invalid message envelope","detail":""# + missing + #" is missing","recoverable":true},"#
      + #""meta":{"source":"server"}}"#
    #expect(String(decoding: out, as: UTF8.self) == expected)
  }

  @Test func `a publication that answers nobody is named after its place in the room`() {
    var out: [UInt8] = []
    let meta = EnvelopeMeta(source: .server, room: "mlb", epoch: "e", offset: 7, id: "i")
    V2Codec.encode(.oddsUpdate, at: 5, correlationId: nil, meta: meta, into: &out) { $0.null() }
    let expected =
      #"{"type":"odds_update","ts":5,"correlationId":"mlb:7","version":"2.0","payload":null,"#
      + #""meta":{"source":"server","room":"mlb","epoch":"e","offset":7,"id":"i"}}"#
    #expect(String(decoding: out, as: UTF8.self) == expected)
  }
}
