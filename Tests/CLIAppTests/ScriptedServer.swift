import Foundation
import TautBytes
import TautEventLoop
import TautFraming
import TautHandshake
import TautJSON
import TautTLS
import TautWebSocket

/// A server that does what its path and its messages ask for.
///
/// `/refuse` answers 403, `/echoing` 400 with the target in it, `/status/NNN` that status, `/silent` nothing. A text `close CODE` closes with it, `abort` ends TCP,
/// and everything else comes back. On `/drill` the server sends messages by itself and closes with 1000 when all have come
/// back unchanged, else with 1011. `/closed/CODE` closes at once, `/mute` reads nothing, `/subprotocol/NAME` chooses one,
/// `/changed` changes what it sends back, `/deaf` answers no message, `/say/TEXT` begins with one.
/// `/later/N` answers 503 with `Retry-After: N` at first, 403 to whoever comes back too early, and else begins with `thanks`.
/// `/numbers` has a room of 60 messages of which it sends seven at a time, and closes; `/forgetful` has lost the first five.
final class ScriptedServer: Sendable {
  private let loop: EventLoop
  let port: UInt16

  init(certificate: String? = nil, key: String? = nil) async throws {
    let tls = try certificate.map { try TLSContext.server(certificateFile: $0, keyFile: key ?? $0) }
    let loop = try EventLoop()
    loop.start()
    self.loop = loop
    port = try await withCheckedContinuation { (done: CheckedContinuation<Result<UInt16, SystemError>, Never>) in
      loop.submit { loop in
        done.resume(
          returning: Result { () throws(SystemError) in
            let context = HTTPContext(service: ScriptedService())
            let address = SocketAddress(host: "127.0.0.1", port: 0)!
            let listener = try loop.reactor.listen(on: address, tls: tls) {
              _ = HTTPConnection(on: $0, context: context)
            }
            return listener.address.port
          })
      }
    }.get()
  }

  func url(_ path: String = "/") -> String { "ws://127.0.0.1:\(port)\(path)" }

  deinit {
    loop.stop()
  }
}

private final class ScriptedService: HTTPService {
  private let context = WebSocketContext(role: .server, resources: WebSocketResources())
  /// When whoever was asked to come later may come.
  private var later: ContinuousClock.Instant?

  func handle(_ request: HTTPRequest, on connection: HTTPConnection) {
    let words = request.head.path.split(separator: "/").map(String.init)
    if words.first == "later", let refusal = refusalForNow(Int(words.last ?? "") ?? 0) {
      return connection.respond(refusal)
    }
    guard words.first != "silent" else { return }
    if words.first == "echoing" {
      return connection.respond(.refusal(.badRequest, "cannot GET /echoing?token=sesame"))
    }
    if words.first == "status" { return connection.respond(refusal(words)) }
    guard words.first != "refuse", let upgrade = try? UpgradeRequest(request.head) else {
      return connection.respond(.refusal(.forbidden, "not you"))
    }
    let deflate = DeflateConfiguration().agreement(to: upgrade.extensions)
    let subprotocol = words.first == "subprotocol" ? words.last : nil
    guard let webSocket = connection.upgrade(upgrade, subprotocol: subprotocol, deflate: deflate, context: context)
    else { return }
    begin(webSocket, words)
  }

  private func refusal(_ words: [String]) -> HTTPResponse {
    let status = Status(Int(words.last ?? "") ?? 500)
    switch status.code {
    case 302: return .refusal(status, "elsewhere", fields: [HeadField(name: "Location", value: "wss://other/ws")])
    case 429, 503: return .refusal(status, "later", fields: [HeadField(name: "Retry-After", value: "7")])
    default: return .refusal(status, "not this way")
    }
  }

  private func refusalForNow(_ seconds: Int) -> HTTPResponse? {
    if let later { return later <= .now ? nil : .refusal(.forbidden, "too early") }
    later = .now + .seconds(seconds)
    return .refusal(.serviceUnavailable, "later", fields: [HeadField(name: "Retry-After", value: "\(seconds)")])
  }

  private func begin(_ webSocket: WebSocket, _ words: [String]) {
    switch words.first {
    case "drill": webSocket.handler = Drill(webSocket)
    case "numbers": webSocket.handler = Numbers(first: 1)
    case "forgetful": webSocket.handler = Numbers(first: 6)
    case "deaf": webSocket.handler = Script { _ in nil }
    case "changed": webSocket.handler = Script { $0.count > 1000 ? $0 + [0x21] : $0 }
    default: webSocket.handler = Script { $0 }
    }
    switch words.first {
    case "closed": webSocket.close(CloseCode(UInt16(words.last ?? "") ?? 1000), reason: "go away")
    case "mute": webSocket.stream.pauseReading()
    case "later": "thanks".withBytes { webSocket.send($0, as: .text) }
    case "say": (words.last?.removingPercentEncoding ?? "").withBytes { webSocket.send($0, as: .text) }
    default: break
    }
  }

  func refused(_ status: Status, _ sentence: String) {}
}

private final class Script: WebSocketHandler {
  private let answer: ([UInt8]) -> [UInt8]?

  init(_ answer: @escaping ([UInt8]) -> [UInt8]?) {
    self.answer = answer
  }

  func webSocket(_ webSocket: WebSocket, received message: RawSpan, as kind: MessageKind) {
    let text = String(decoding: message)
    if text == "abort" { return webSocket.abort() }
    guard text.hasPrefix("close "), let code = UInt16(text.dropFirst(6)) else {
      answer([UInt8](message))?.withBytes { webSocket.send($0, as: kind) }
      return
    }
    webSocket.close(CloseCode(code), reason: "as asked")
  }

  func webSocket(_ webSocket: WebSocket, closed ending: Ending) {}
}

/// A room of numbered messages that a client gets by coming again and again.
private final class Numbers: WebSocketHandler {
  private let last: Int64 = 60
  private let first: Int64

  init(first: Int64) {
    self.first = first
  }

  func webSocket(_ webSocket: WebSocket, received message: RawSpan, as kind: MessageKind) {
    guard let request = try? JSONValue(parsing: String(decoding: message)), request["type"]?.string == "subscribe",
      let id = request["correlationId"]?.string
    else { return }
    let since = request["payload"]?["since"]?["offset"]?.int64 ?? 0
    let gap = since + 1 < first ? #","gap":{"from":\#(since + 1),"to":\#(first - 1),"reason":"history_expired"}"# : ""
    let payload = #"{"channel":"mlb","epoch":"e","offset":\#(last),"recovered":\#(gap.isEmpty)\#(gap)}"#
    send(webSocket, "subscription_confirmed", id, payload)
    // The one that the client has seen comes again: it must not be shown twice.
    for number in max(first, since)...min(max(first, since) + 7, last) {
      send(webSocket, "n", "x", #"{"n":\#(number)}"#, #","meta":{"room":"mlb","epoch":"e","offset":\#(number)}"#)
    }
    webSocket.close(.serviceRestart)
  }

  private func send(_ webSocket: WebSocket, _ type: String, _ id: String, _ payload: String, _ meta: String = "") {
    let text = #"{"type":"\#(type)","ts":1,"correlationId":"\#(id)","version":"2.0","payload":\#(payload)\#(meta)}"#
    text.withBytes { webSocket.send($0, as: .text) }
  }

  func webSocket(_ webSocket: WebSocket, closed ending: Ending) {}
}

private final class Drill: WebSocketHandler {
  private let messages: [(MessageKind, [UInt8])] = [
    (.text, []), (.binary, []), (.text, Array("é漢🎲\0\r\n".utf8)), (.binary, Array(0...255)),
    (.text, [UInt8](repeating: 0x61, count: 70_000)), (.binary, [UInt8](repeating: 7, count: 1 << 20)),
  ]
  private var received = 0

  init(_ webSocket: WebSocket) {
    for (kind, bytes) in messages { bytes.withBytes { webSocket.send($0, as: kind) } }
  }

  func webSocket(_ webSocket: WebSocket, received message: RawSpan, as kind: MessageKind) {
    let isSame = messages[received].0 == kind && messages[received].1 == [UInt8](message)
    received += 1
    if !isSame { webSocket.close(.internalError) } else if received == messages.count { webSocket.close() }
  }

  func webSocket(_ webSocket: WebSocket, closed ending: Ending) {}
}
