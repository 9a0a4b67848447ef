import TautBackoff
import TautClient
import TautEnvelope
import TautHeartbeat
import TautSession
import Testing

@testable import tautline

@Suite struct DriveRequestTests {
  private func operation(_ line: String) throws(DriveRequestError) -> DriveRequest.Operation {
    try DriveRequest(Array(line.utf8)).operation.get()
  }

  private func complaint(_ line: String) -> String? {
    do throws(DriveRequestError) {
      _ = try operation(line)
      return nil
    } catch {
      return "\(error)"
    }
  }

  @Test func `connect with a url alone takes every default`() throws {
    guard case .connect(let target) = try operation(#"{"op":"connect","url":"ws://h"}"#) else {
      Issue.record("no connect")
      return
    }
    #expect(target.url == "ws://h" && target.subprotocols.isEmpty && target.headers.isEmpty && target.compresses)
    #expect(target.maximumMessage == nil && target.openTimeout == nil && target.certificateAuthority == nil)
  }

  @Test func `connect reads every field, and null is a field that is not there`() throws {
    let line = """
      {"op":"connect","url":"wss://h","subprotocols":["a","b"],"headers":{"X":"1"},"deflate":false,"max_message":5,\
      "open_timeout":1.5,"ping_interval":2,"ping_timeout":3,"cafile":null,"later":[{}]}
      """
    guard case .connect(let target) = try operation(line) else {
      Issue.record("no connect")
      return
    }
    #expect(target.subprotocols == ["a", "b"] && target.headers == [HeaderOption(name: "X", value: "1")])
    #expect(!target.compresses && target.maximumMessage == 5 && target.openTimeout == .seconds(1.5))
    #expect(target.pingInterval == .seconds(2) && target.pingTimeout == .seconds(3))
    #expect(target.certificateAuthority == nil)
  }

  @Test(
    arguments: [
      (#"{"op":"send","text":"hé\u0000"}"#, .send(.text("hé\0"), timeout: nil)),
      (#"{"op":"send","b64":"AP8=","timeout":0.5}"#, .send(.binary([0, 255]), timeout: .seconds(0.5))),
      (#"{"op":"send","text":"","timeout":0}"#, .send(.text(""), timeout: .zero)),
      (#"{"op":"recv","timeout":2}"#, .receive(timeout: .seconds(2))), (#"{"op":"recv"}"#, .receive(timeout: nil)),
      (#"{"op":"ping"}"#, .ping([], timeout: nil)), (#"{"op":"ping","b64":"YQ=="}"#, .ping([0x61], timeout: nil)),
      (#"{"op":"close"}"#, .close(code: 1000, reason: "", timeout: nil)),
      (#"{"op":"close","code":4001,"reason":"x","timeout":1}"#, .close(code: 4001, reason: "x", timeout: .seconds(1))),
      (#"{"op":"state"}"#, .state), (#" {"op" : "quit"} "#, .quit),
    ] as [(String, DriveRequest.Operation)])
  func `an operation is read`(line: String, expected: DriveRequest.Operation) throws {
    #expect(try operation(line) == expected)
  }

  @Test(
    arguments: [
      (#"{"op":"subscribe","room":"mlb"}"#, .subscribe(room: "mlb", filters: nil)),
      (#"{"op":"subscribe","room":"mlb","filters":{"n":1.0}}"#, .subscribe(room: "mlb", filters: #"{"n":1.0}"#)),
      (#"{"op":"request","type":"t","timeout":2}"#, .request(type: "t", payload: [0x7B, 0x7D], timeout: .seconds(2))),
      (#"{"op":"tell","type":"t","payload":[]}"#, .tell(type: "t", payload: [0x5B, 0x5D])),
      (#"{"op":"next"}"#, .next(timeout: nil)), (#"{"op":"phase"}"#, .phase), (#"{"op":"leave"}"#, .leave),
    ] as [(String, DriveClientOperation)])
  func `an operation of a client is read`(line: String, expected: DriveClientOperation) throws {
    #expect(try operation(line) == .ofClient(expected))
  }

  @Test func `a client has the preset of its dialect, and what is asked for beside it`() throws {
    let line =
      #"{"op":"client","url":"ws://h","dialect":"event","token":"t","ping_messages":true,"ping_interval":1,"#
      + #""ping_timeout":2,"max_attempts":3}"#
    guard case .client(let target) = try operation(line) else {
      Issue.record("no client")
      return
    }
    let configuration = target.configuration
    #expect(configuration.session.dialect == .event && configuration.session.pollsWhileDisconnected)
    #expect(configuration.session.pingKind == .message && configuration.session.usesTokenProvider)
    #expect(configuration.session.heartbeat.interval == .seconds(1))
    #expect(configuration.session.backoff.maximumAttempts == 3 && configuration.tokenPlacement == .query)
  }

  @Test(arguments: [
    (#"{"op":"client"}"#, "url is missing"), (#"{"op":"subscribe"}"#, "room is missing"),
    (#"{"op":"request"}"#, "type is missing"),
    (#"{"op":"client","url":"x","dialect":"v3"}"#, "dialect must be one of v2, rooms, structured, event, user"),
    ("", "line is not valid JSON: unexpected end at byte 0"),
    ("[1]", "line is not a JSON object"),
    ("{}", "op is missing"),
    (#"{"op":1}"#, "op must be a string"),
    (
      #"{"op":"conect"}"#,
      "unknown op 'conect', must be one of connect, send, recv, ping, close, state, quit, client, subscribe, request, tell, next, phase, leave"
    ),
    (#"{"op":"connect"}"#, "url is missing"),
    (#"{"op":"connect","url":"x","subprotocols":"a"}"#, "subprotocols must be an array of strings"),
    (#"{"op":"connect","url":"x","subprotocols":[1]}"#, "subprotocols must be an array of strings"),
    (#"{"op":"connect","url":"x","headers":{"A":1}}"#, "headers must be an object of header names and values"),
    (
      #"{"op":"connect","url":"x","headers":{"A":"b\r\nC: d"}}"#, "headers must be an object of header names and values"
    ),
    (#"{"op":"connect","url":"x","deflate":0}"#, "deflate must be true or false"),
    (#"{"op":"connect","url":"x","max_message":0}"#, "max_message must be a whole number from 1 to 2147483647"),
    (#"{"op":"connect","url":"x","open_timeout":-1}"#, "open_timeout must be a number of seconds, not below 0"),
    (#"{"op":"send"}"#, "text or b64 is missing"),
    (#"{"op":"send","b64":"?"}"#, "b64 must be a string in Base64"),
    (#"{"op":"close","code":65536}"#, "code must be a whole number from 0 to 65535"),
  ])
  func `a line that makes no sense is told why`(line: String, text: String) {
    #expect(complaint(line) == text)
  }

  @Test func `the id is kept as it is spelled, also of a line that makes no sense`() {
    #expect(DriveRequest(Array(#"{"id":1.50,"op":"state"}"#.utf8)).id == Array("1.50".utf8))
    #expect(DriveRequest(Array(#"{"op":"x","id":"a\u0062"}"#.utf8)).id == Array(#""a\u0062""#.utf8))
    #expect(DriveRequest(Array(#"{"op":"state"}"#.utf8)).id == nil)
    #expect(DriveRequest(Array("nonsense".utf8)).id == nil)
  }
}
