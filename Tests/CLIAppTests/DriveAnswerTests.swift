import TautClient
import Testing

@testable import tautline

@Suite struct DriveAnswerTests {
  private let emptyHash = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

  private func line(_ answer: DriveAnswer, id: String? = "7") -> String {
    String(decoding: answer.encoded(id: id.map { Array($0.utf8) }), as: UTF8.self)
  }

  @Test(
    arguments: [
      (.ok, #"{"id":7,"ok":true}"#),
      (.connected(subprotocol: nil, extensions: ""), #"{"id":7,"ok":true,"subprotocol":null,"extensions":""}"#),
      (
        .connected(subprotocol: "v2", extensions: "permessage-deflate"),
        #"{"id":7,"ok":true,"subprotocol":"v2","extensions":"permessage-deflate"}"#
      ),
      (.refused("no", status: 403), #"{"id":7,"ok":false,"error":"no","status":403}"#),
      (.refused("no", status: nil), #"{"id":7,"ok":false,"error":"no","status":null}"#),
      (.timeout, #"{"id":7,"ok":false,"timeout":true}"#),
      (
        .closed(DriveEnding(code: 1006, reason: "")),
        #"{"id":7,"ok":false,"closed":true,"code":1006,"reason":""}"#
      ),
      (
        .closing(DriveEnding(code: 1000, reason: "\"bye\""), isClean: true),
        #"{"id":7,"ok":true,"code":1000,"reason":"\"bye\""}"#
      ),
      (.state("open", nil), #"{"id":7,"ok":true,"state":"open"}"#),
      (
        .state("closed", DriveEnding(code: 1001, reason: "x")),
        #"{"id":7,"ok":true,"state":"closed","code":1001,"reason":"x"}"#
      ),
      (.failed("why"), #"{"id":7,"ok":false,"error":"why"}"#),
    ] as [(DriveAnswer, String)])
  func `an answer is one line`(answer: DriveAnswer, text: String) {
    #expect(line(answer) == text)
  }

  @Test func `without an id the answer has none`() {
    #expect(line(.ok, id: nil) == #"{"ok":true}"#)
  }

  @Test func `a message has its length, hash and content`() {
    #expect(
      line(.message(.text(""))) == #"{"id":7,"ok":true,"type":"text","len":0,"sha256":"\#(emptyHash)","text":""}"#)
    #expect(
      line(.message(.binary([])))
        == #"{"id":7,"ok":true,"type":"binary","len":0,"sha256":"\#(emptyHash)","b64":""}"#)
    #expect(line(.message(.text("é\n"))).contains(#""len":3,"#))
    #expect(line(.message(.text("é\n"))).hasSuffix(#""text":"é\n"}"#))
    #expect(line(.message(.binary([0, 255]))).hasSuffix(#""b64":"AP8="}"#))
  }

  @Test func `a message above 64 KiB has length and hash only`() {
    let limit = DriveAnswer.contentLimit
    #expect(line(.message(.text(String(repeating: "a", count: limit)))).contains(#""text""#) == true)
    #expect(!line(.message(.text(String(repeating: "a", count: limit + 1)))).contains(#""text":"#))
    #expect(!line(.message(.binary([UInt8](repeating: 0, count: limit + 1)))).contains("b64"))
  }
}
