import Testing

@testable import tautline

@Suite struct PublishTests {
  private func message(_ payload: String, meta: String? = nil) -> PublishMessage {
    PublishMessage(
      room: "mlb", type: "t", payload: Array(payload.utf8), id: nil, meta: meta.map { Array($0.utf8) })
  }

  private func complaint(_ message: PublishMessage) -> String? {
    do throws(PublishMessage.Failure) {
      try message.validate()
      return nil
    } catch {
      return "\(error)"
    }
  }

  @Test func `the payload goes out as it is spelled`() {
    #expect(
      String(decoding: message(#"{"a": 1.50}"#).body, as: UTF8.self)
        == #"{"room":"mlb","type":"t","payload":{"a": 1.50}}"#)
  }

  @Test func `id and meta stand beside it`() {
    var message = message("1", meta: #"{"ttl":5}"#)
    message.id = "\"x\""
    #expect(
      String(decoding: message.body, as: UTF8.self)
        == #"{"room":"mlb","type":"t","payload":1,"id":"\"x\"","meta":{"ttl":5}}"#)
  }

  @Test func `what is no JSON is not sent`() {
    #expect(complaint(message("1")) == nil)
    #expect(complaint(message("1} , {")) == "payload is not valid JSON: unexpected text after the value at byte 1")
    #expect(complaint(message("")) == "payload is not valid JSON: unexpected end at byte 0")
    #expect(complaint(message("1", meta: "[]")) == "--meta must be a JSON object: it is another value")
    #expect(complaint(message("1", meta: "{")) == "--meta must be a JSON object: unexpected end at byte 1")
  }

  @Test func `a good answer becomes one line of three members`() {
    let reply = PublishReply(status: 200, body: Array(#"{ "offset": 7, "epoch": "e", "room": "mlb", "more": 1 }"#.utf8))
    #expect(reply == .taken(Array(#"{"room":"mlb","epoch":"e","offset":7}"#.utf8)))
    #expect(reply.exitCode == .success)
  }

  @Test(
    arguments: [
      (400, #"{"error":"no"}"#, "no", .refused), (401, "", "no reason given", .refused),
      (403, "<html>\n", "<html>␊", .refused), (429, "{}", "{}", .serverTrouble), (503, "x", "x", .serverTrouble),
      (200, "{}", "{}", .refused),
    ] as [(Int, String, String, ExitCode)])
  func `a refusal keeps its status and reason`(status: Int, body: String, reason: String, code: ExitCode) {
    let reply = PublishReply(status: status, body: Array(body.utf8))
    #expect(reply == .refused(status: status, reason: reason))
    #expect(reply.exitCode == code)
  }
}
