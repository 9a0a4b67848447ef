import TautBytes
import Testing

@testable import TautHandshake

@Suite struct ClientUpgradeTests {
  static let accept = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo="
  static let good =
    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: \(accept)\r\n"

  func machine(_ change: (inout ClientUpgradeRequest) -> Void = { _ in }) throws -> ClientUpgrade {
    var request = ClientUpgradeRequest(try WebSocketURL("ws://server.example.com/chat"))
    change(&request)
    return try ClientUpgrade(request, key: WebSocketKey(random: Array("the sample nonce".utf8)), accept: Self.accept)
  }

  /// The error that `answer` gives in pieces of each size, if it is the same for all of them.
  func error(_ answer: String, _ change: (inout ClientUpgradeRequest) -> Void = { _ in }) throws -> UpgradeError? {
    var errors: Set<UpgradeError?> = []
    for size in pieceSizes {
      var upgrade = try machine(change)
      do throws(UpgradeError) {
        _ = try feed(answer, by: size) { bytes throws(UpgradeError) in try upgrade.receive(bytes) }
        errors.insert(nil)
      } catch { errors.insert(error) }
    }
    return errors.count == 1 ? errors.first! : .closed(received: -1)
  }

  @Test(arguments: pieceSizes)
  func `the RFC's example opens a WebSocket, and the frames behind it are left`(size: Int) throws {
    var upgrade = try machine { $0.subprotocols = ["chat", "superchat"] }
    #expect(text(upgrade.request).hasPrefix("GET /chat HTTP/1.1\r\n"))
    let answer = Self.good + "Sec-WebSocket-Protocol: chat\r\n\r\n"
    let used = try feed(answer + "\u{1}frames", by: size) { bytes throws(UpgradeError) in try upgrade.receive(bytes) }
    #expect(used == answer.utf8.count)
    #expect(upgrade.opened?.subprotocol == "chat")
    #expect(upgrade.opened?.deflate == nil)
    #expect(upgrade.opened?.fields["upgrade"] == "websocket")
  }

  @Test func `compression is agreed on`() throws {
    var upgrade = try machine { $0.deflate = DeflateConfiguration() }
    let answer = Self.good + "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=10\r\n\r\n"
    _ = try feed(answer, by: .max) { bytes throws(UpgradeError) in try upgrade.receive(bytes) }
    #expect(upgrade.opened?.deflate?.fromServer.windowBits == 10)
  }

  @Test(arguments: pieceSizes)
  func `interim responses before the final one are passed over`(size: Int) throws {
    var upgrade = try machine()
    let interim = String(
      repeating: "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n", count: 4)
    let answer = interim + Self.good + "\r\n"
    #expect(
      try feed(answer, by: size) { bytes throws(UpgradeError) in try upgrade.receive(bytes) } == answer.utf8.count)
    #expect(upgrade.opened != nil)
  }

  @Test func `interim responses without end are refused`() throws {
    let answer = String(repeating: "HTTP/1.1 103 Early Hints\r\n\r\n", count: 9)
    #expect(try error(answer) == .tooManyInterimResponses(limit: 8))
  }

  @Test(arguments: [
    ("HTTP/1.0 101 X\r\n\r\n", UpgradeError.malformed(.unsupportedVersion("HTTP/1.0"))),
    ("hello\r\n", .malformed(.malformedStatusLine)),
    ("\u{15}\u{3}", .malformed(.tlsAnswer)),
    ("HTTP/1.1 101 X\r\n\r\n", .missingUpgrade),
    ("HTTP/1.1 101 X\r\nUpgrade: h2c\r\n\r\n", .missingUpgrade),
    ("HTTP/1.1 101 X\r\nUpgrade: WebSocket\r\n\r\n", .missingConnection),
    ("HTTP/1.1 101 X\r\nUpgrade: websocket\r\nConnection: close\r\n\r\n", .missingConnection),
    ("HTTP/1.1 101 X\r\nUpgrade: websocket\r\nConnection: upgrade\r\n\r\n", .wrongAccept(nil)),
    (
      "HTTP/1.1 101 X\r\nUpgrade: websocket\r\nConnection: upgrade\r\nSec-WebSocket-Accept: S3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n",
      .wrongAccept("S3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
    ),
  ])
  func `an answer that breaks one rule is refused`(answer: String, expected: UpgradeError) throws {
    #expect(try error(answer) { $0.subprotocols = ["a", "b"] } == expected)
  }

  @Test(arguments: [
    ("sec-websocket-accept: x\r\n", UpgradeError.wrongAccept(nil)),
    ("Sec-WebSocket-Protocol: chat\r\n", .unaskedSubprotocol("chat")),
    ("Sec-WebSocket-Protocol: a, b\r\n", .unaskedSubprotocol("a, b")),
    ("Sec-WebSocket-Protocol: A\r\n", .unaskedSubprotocol("A")),
    ("Sec-WebSocket-Protocol:\r\n", .unaskedSubprotocol("")),
    ("Sec-WebSocket-Protocol: a\r\nSec-WebSocket-Protocol: a\r\n", .unaskedSubprotocol("a, a")),
    ("Sec-WebSocket-Extensions: permessage-deflate;\r\n", .invalidExtensions("permessage-deflate;")),
    ("Sec-WebSocket-Extensions: x\r\n", .unaskedExtension("x")),
    ("Sec-WebSocket-Extensions: permessage-deflate\r\n", .unaskedExtension("permessage-deflate")),
  ])
  func `a good answer with one field too many is refused`(field: String, expected: UpgradeError) throws {
    #expect(try error(Self.good + field + "\r\n") { $0.subprotocols = ["a", "b"] } == expected)
  }

  @Test(arguments: [
    ("x", UpgradeError.unaskedExtension("x")),
    ("permessage-deflate, x", .unaskedExtension("x")),
    ("permessage-deflate, permessage-deflate", .unaskedExtension("permessage-deflate")),
    ("permessage-deflate; x", .invalidDeflate("permessage-deflate; x")),
  ])
  func `compression beyond the offer is refused`(extensions: String, expected: UpgradeError) throws {
    let answer = Self.good + "Sec-WebSocket-Extensions: \(extensions)\r\n\r\n"
    #expect(try error(answer) { $0.deflate = DeflateConfiguration() } == expected)
  }

  /// The refusal that `answer` gives in pieces of each size.
  func refusal(_ answer: String) throws -> RefusedUpgrade? {
    guard case .refused(let refusal) = try error(answer) else { return nil }
    return refusal
  }

  @Test func `another status is a refusal with its fields and its body`() throws {
    let refusal = try #require(
      try refusal("HTTP/1.1 503 Busy\r\nRetry-After: 5\r\nLocation: /there\r\nContent-Length: 4\r\n\r\nbusyrest"))
    #expect(refusal.status == .serviceUnavailable)
    #expect(refusal.reason == "Busy")
    #expect(refusal.location == "/there")
    #expect(refusal.retryAfter == .seconds(5))
    #expect(text(refusal.body) == "busy")
    #expect(refusal.fields.count == 3)
  }

  @Test(arguments: [
    ("HTTP/1.1 204 X\r\n\r\n", ""), ("HTTP/1.1 400 X\r\nContent-Length: 0\r\n\r\n", ""),
    ("HTTP/1.1 400 X\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbusy\r\n0\r\n\r\n", "busy"),
    ("HTTP/1.1 400 X\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nbusy!", "busy"),
    (
      "HTTP/1.1 400 X\r\nContent-Length: 5000\r\n\r\n" + String(repeating: "x", count: 5000),
      String(repeating: "x", count: 4096)
    ),
    ("HTTP/1.1 400 X\r\n\r\n" + String(repeating: "x", count: 5000), String(repeating: "x", count: 4096)),
  ])
  func `only the beginning of a refusal's body is kept`(answer: String, body: String) throws {
    #expect(text(try #require(try refusal(answer)).body) == body)
  }

  @Test(arguments: ["Wed, 21 Oct 2015 07:28:00 GMT", "-5", "", "9999999999"])
  func `a wait that is not in seconds is left to the caller`(value: String) throws {
    let refusal = try #require(try refusal("HTTP/1.1 503 Busy\r\nRetry-After: \(value)\r\nContent-Length: 0\r\n\r\n"))
    #expect(refusal.retryAfter == nil)
    #expect(refusal.location == nil)
    #expect(refusal.fields[0] == HeadField(name: "Retry-After", value: value))
  }

  @Test func `the end of the connection is an error, and a refusal where one had begun`() throws {
    var upgrade = try machine()
    #expect(upgrade.receiveEnd() == .closed(received: 0))
    #expect(try feed("HTTP/1.1 400 ", by: .max) { bytes throws(UpgradeError) in try upgrade.receive(bytes) } == nil)
    #expect(upgrade.receiveEnd() == .closed(received: 13))
    #expect(try feed("X\r\n\r\nwhy", by: .max) { bytes throws(UpgradeError) in try upgrade.receive(bytes) } == nil)
    guard case .refused(let refusal) = upgrade.receiveEnd() else {
      Issue.record("not refused")
      return
    }
    #expect(text(refusal.body) == "why")
  }

  @Test func `a request that cannot be sent is refused at once`() {
    #expect(throws: FieldError.invalidSubprotocol("")) { try machine { $0.subprotocols = [""] } }
  }

  @Test(arguments: [
    (
      UpgradeError.malformed(.malformedStatusLine),
      "the server's answer is no HTTP/1.1 response: the status line is not \"HTTP/1.1 status reason\""
    ),
    (
      .refused(RefusedUpgrade(status: .notFound, reason: "Not\tFound", fields: [], body: [])),
      "the server answered 404 Not\\tFound"
    ),
    (.closed(received: 13), "the server closed the connection after 13 bytes of its answer"),
    (.tooManyInterimResponses(limit: 8), "the server sent more interim responses than the limit of 8"),
    (.missingUpgrade, "the server's 101 response has no \"Upgrade: websocket\""),
    (.missingConnection, "the server's 101 response has no \"Connection: Upgrade\""),
    (.wrongAccept(nil), "the server's 101 response has not exactly one Sec-WebSocket-Accept"),
    (.wrongAccept("x"), "the Sec-WebSocket-Accept \"x\" does not answer the key: a cache or a replay"),
    (.unaskedSubprotocol("a"), "the server chose the subprotocol \"a\", which was not offered"),
    (.unaskedExtension("a"), "the server uses the extension a, which was not offered or stands twice"),
    (.invalidExtensions("a;"), "the Sec-WebSocket-Extensions \"a;\" are no list of extensions"),
    (.invalidDeflate("a; b"), "the server's answer \"a; b\" has a parameter that RFC 7692 does not allow"),
    (.deflateBeyondOffer(parameter: "a", answer: "b"), "the server's answer \"b\" does not keep to the offered a"),
  ])
  func `each error is one line that says why`(error: UpgradeError, text: String) {
    #expect(error.description == text)
  }
}
