import TautBytes
import TautEnvelope
import TautJSON
import Testing

@Suite struct V2CodecTests {
  @Test func `an envelope is decoded and encoded again`() throws {
    let text = #"{"type":"ping","ts":1700000000000,"correlationId":"7","version":"2.0","payload":{"a":1.50}}"#
    try text.withBytes { bytes in
      let view = try V2Codec.decode(bytes)
      #expect(view.messageType(in: bytes) == .ping)
      var out: [UInt8] = []
      V2Codec.encode(
        .ping, at: view.timestamp, correlationId: bytes.extracting(view.correlationId.range),
        payload: bytes.extracting(view.payload.range), into: &out)
      #expect(String(decoding: out, as: UTF8.self) == text)
    }
  }

  @Test func `the error that answers a broken envelope repeats its correlation id`() throws {
    let text = #"{"type":"ping","ts":1700000000000,"correlationId":7,"version":"2.0"}"#
    text.withBytes { bytes in
      do throws(EnvelopeError) {
        _ = try V2Codec.decode(bytes)
        Issue.record("it was accepted")
      } catch {
        var out: [UInt8] = []
        V2Codec.encode(error, about: bytes, at: 5, into: &out)
        let expected =
          #"{"type":"error","ts":5,"correlationId":7,"version":"2.0","payload":{"code":"INVALID_ENVELOPE","#
          + #""message":"Invalid message envelope","detail":"payload is missing","recoverable":true},"#
          + #""meta":{"source":"server"}}"#
        #expect(String(decoding: out, as: UTF8.self) == expected)
      }
    }
  }
}
