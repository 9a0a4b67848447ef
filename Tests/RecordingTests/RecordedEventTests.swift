import TautRecording
import Testing

@Suite struct RecordedEventTests {
  private static let session = RecordedSession(
    url: "ws://h/ws?token=***", subprotocol: "v2", extensions: "permessage-deflate", milliseconds: 1_755_252_000_250)

  private static let events: [(RecordedEvent, String)] = [
    (
      RecordedEvent(at: .zero, .open(session)),
      #"{"at":0.0,"event":"open","version":1,"ts":1755252000250,"time":"2025-08-15T10:00:00.250Z","url":"ws://h/ws?token=***","subprotocol":"v2","extensions":"permessage-deflate"}"#
    ),
    (
      RecordedEvent(at: .zero, .open(RecordedSession(url: "ws://h/", milliseconds: 0))),
      #"{"at":0.0,"event":"open","version":1,"ts":0,"time":"1970-01-01T00:00:00Z","url":"ws://h/","subprotocol":null,"extensions":""}"#
    ),
    (
      RecordedEvent(at: .milliseconds(12), .message(.client, .text("hé \"\n"))),
      #"{"at":0.012,"event":"message","from":"client","type":"text","text":"hé \"\n"}"#
    ),
    (
      RecordedEvent(at: .microseconds(1_000_001), .message(.server, .binary([0, 1, 255]))),
      #"{"at":1.000001,"event":"message","from":"server","type":"binary","b64":"AAH/"}"#
    ),
    (
      RecordedEvent(at: .seconds(2), .close(code: 4001, reason: "enough")),
      #"{"at":2.0,"event":"close","code":4001,"reason":"enough"}"#
    ),
  ]

  @Test(arguments: events.indices)
  func `an event is one line, and a line is the event`(index: Int) throws {
    let (event, line) = Self.events[index]
    #expect(String(decoding: event.line, as: UTF8.self) == line + "\n")
    #expect(try RecordedEvent(line: line, number: 1) == event)
  }

  @Test(arguments: [
    ("nothing", "it is no json object"), ("[]", "it is no json object"),
    (#"{"event":"close","code":1000}"#, "at must be a number of seconds, not below 0"),
    (#"{"at":-1,"event":"close","code":1000}"#, "at must be a number of seconds, not below 0"),
    (#"{"at":1}"#, "event must be open, message or close"),
    (#"{"at":1,"event":"message","text":""}"#, "from must be client or server"),
    (#"{"at":1,"event":"message","from":"me","text":""}"#, "from must be client or server"),
    (#"{"at":1,"event":"message","from":"client"}"#, "a message must have text, or b64 with base64"),
    (#"{"at":1,"event":"message","from":"client","b64":"?"}"#, "a message must have text, or b64 with base64"),
    (#"{"at":1,"event":"close","code":70000}"#, "code must be a close code"),
    (#"{"at":1,"event":"open","version":2}"#, "version must be 1"),
  ])
  func `a line that is no event is refused with its number and the reason`(line: String, reason: String) {
    #expect(throws: RecordingError.line(number: 7, reason: reason)) { try RecordedEvent(line: line, number: 7) }
  }

  @Test func `what a later version adds to a line is ignored`() throws {
    let event = try RecordedEvent(line: #"{"at":1,"event":"close","code":1000,"more":[1]}"#, number: 1)
    #expect(event.kind == .close(code: 1000, reason: ""))
  }

  @Test func `sides and contents`() {
    #expect(RecordedEvent.Side.client.peer == .server && RecordedEvent.Side.server.peer == .client)
    #expect(RecordedEvent.Content.text("é").count == 2 && RecordedEvent.Content.binary([1]).count == 1)
  }
}
