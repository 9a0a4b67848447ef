import TautBytes
import TautEnvelope
import TautUserChannel
import Testing

@Suite struct UserRequestTests {
  @Test(arguments: [
    (#"{"type":"get_pending"}"#, UserRequest.getPending), (#"{"type":"ack","id":"a"}"#, .acknowledge(["a"])),
    (#"{"type":"ack","ids":["a","b"]}"#, .acknowledge(["a", "b"])),
    (
      #"{"type":"message_generate","message":"Hello, AI!","timestamp":"2025-08-15T10:00:00.000Z"}"#,
      .generate(message: "Hello, AI!", conversation: nil)
    ),
    (
      #"{"type":"message_regenerate","conversation_uuid":"c","message":null}"#,
      .regenerate(message: nil, conversation: "c")
    ), (#"{"type":"message_cancel","conversation_uuid":"c"}"#, .cancel(conversation: "c")),
  ])
  func `each request is read`(text: String, request: UserRequest) {
    #expect(read(text) == request)
  }

  @Test(arguments: [
    (#"{"type":"ack"}"#, "id is missing"), (#"{"type":"ack","id":7}"#, "id is not a string with something in it"),
    (#"{"type":"ack","ids":[]}"#, "ids is not a list of 1 to 100 strings"),
    (#"{"type":"ack","ids":[7]}"#, "ids is not a list of strings of 1 to 256 bytes"),
    (#"{"type":"message_generate"}"#, "message is missing"),
    (#"{"type":"message_generate","message":""}"#, "message is not a string with something in it"),
    (#"{"type":"message_regenerate"}"#, "conversation_uuid is missing"),
    (#"{"type":"message_cancel"}"#, "conversation_uuid is missing"),
  ])
  func `a request of the wrong shape says what is wrong`(text: String, reason: String) {
    #expect(read(text) == .invalid(reason: reason))
    var stage = Stage()
    stage.connect(1)
    stage.say(text, from: 1)
    #expect(stage.text("code", in: stage.last(1)) == "INVALID_PAYLOAD")
    #expect(stage.text("message", in: stage.last(1)) == reason)
  }

  @Test func `an id has a limit, and a list too`() {
    let long = String(repeating: "x", count: 257)
    #expect(read(#"{"type":"ack","id":"\#(long)"}"#) == .invalid(reason: "id has 257 bytes, and the limit is 256"))
    let ids = (0..<101).map { "\"\($0)\"" }.joined(separator: ",")
    #expect(read(#"{"type":"ack","ids":[\#(ids)]}"#) == .invalid(reason: "ids is not a list of 1 to 100 strings"))
  }

  @Test(arguments: ["ping", "subscribe", "chat"])
  func `other types are not the user channel's`(type: String) {
    #expect(read(#"{"type":"\#(type)"}"#) == nil)
  }

  private func read(_ text: String) -> UserRequest? {
    text.withBytes { bytes in (try? UserCodec.decode(bytes)).flatMap { UserRequest($0, in: bytes) } }
  }
}
