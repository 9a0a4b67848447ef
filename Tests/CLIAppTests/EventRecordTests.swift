import TautClient
import Testing

@testable import tautline

@Suite struct EventRecordTests {
  @Test(
    arguments: [
      (
        .opened("ws://h", subprotocol: nil, extensions: ""),
        #"{"event":"open","peer":"ws://h","subprotocol":null,"extensions":""}"#
      ),
      (.received(.text("a\n\"")), #"{"event":"message","type":"text","text":"a\n\""}"#),
      (.received(.binary([255])), #"{"event":"message","type":"binary","b64":"/w=="}"#),
      (.ping([0x61]), #"{"event":"ping","b64":"YQ=="}"#),
      (.pong([], after: .microseconds(1500)), #"{"event":"pong","b64":"","ms":1.5}"#),
      (.pong([], after: nil), #"{"event":"pong","b64":""}"#),
      (
        .closed(code: 1001, reason: "x"),
        #"{"event":"close","code":1001,"reason":"x","meaning":"going away"}"#
      ),
    ] as [(ShownEvent, String)])
  func `an event is one line of JSON`(event: ShownEvent, line: String) {
    #expect(String(decoding: EventRecord.line(event), as: UTF8.self) == line + "\n")
  }

  @Test func `where there are several connections the record names its own`() {
    #expect(
      String(decoding: EventRecord.line(.ping([]), connection: 3), as: UTF8.self)
        == #"{"connection":3,"event":"ping","b64":""}"# + "\n")
  }
}
