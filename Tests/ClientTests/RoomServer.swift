import Synchronization
import TautBytes
import TautEventLoop
import TautFraming
import TautHandshake
import TautHub
import TautJSON
import TautRooms
import TautWebSocket

/// A server with a real hub, for one test; some requests make it misbehave.
///
/// `echo` is answered with its payload, `refuse` with an error, `ignore` with nothing, `drop` by dropping the
/// connection; `greet` is answered, and something else is sent as well; before `complain` is answered, an error and
/// what is no message are sent.
final class RoomServer: Sendable {
  private let loop: EventLoop
  private let service: LoopBound<RoomService>
  private let seen: Seen
  let port: UInt16

  init() async throws {
    let loop = try EventLoop()
    loop.start()
    self.loop = loop
    let seen = Seen()
    self.seen = seen
    (service, port) = try await withCheckedThrowingContinuation { done in
      loop.submit { loop in
        let service = RoomService(loop.reactor, seen)
        let context = HTTPContext(service: service)
        do {
          let listener = try loop.reactor.listen(on: SocketAddress(host: "127.0.0.1", port: 0)!) { stream in
            _ = HTTPConnection(on: stream, context: context)
          }
          done.resume(returning: (LoopBound(service, on: loop), listener.address.port))
        } catch {
          done.resume(throwing: error)
        }
      }
    }
  }

  deinit {
    loop.stop()
  }

  /// The payloads that were published, by whomever.
  var published: [String] { seen.value.withLock { $0.published } }

  /// The tokens of all requests.
  var tokens: [String] { seen.value.withLock { $0.tokens } }

  /// Publishes to `mlb`; a publication may be lost on its way to the clients, as it may not in a real server.
  func publish(_ payload: String, isLost: Bool = false) {
    loop.submit { [service] loop in service.value(on: loop).publish(Array(payload.utf8), isLost: isLost) }
  }

  func dropAll() {
    loop.submit { [service] loop in service.value(on: loop).dropAll() }
  }
}

/// What a test wants to know afterwards.
private final class Seen: Sendable {
  let value = Mutex<(published: [String], tokens: [String])>(([], []))
}

private final class RoomService: HTTPService {
  private let reactor: Reactor
  private let seen: Seen
  private let context: WebSocketContext
  private var hub: Hub
  private var output = HubOutput()
  private var links: [UInt32: RoomLink] = [:]
  private var slots: UInt32 = 0
  private var losesPublications = false

  init(_ reactor: Reactor, _ seen: Seen) {
    self.reactor = reactor
    self.seen = seen
    context = WebSocketContext(role: .server, resources: WebSocketResources())
    var configuration = HubConfiguration()
    configuration.clientsMayPublish = true
    hub = Hub(
      configuration: configuration, epochSeed: 1,
      at: Moment(instant: reactor.now, milliseconds: reactor.wallMilliseconds))
    // A connection without a socket, so that no publication goes unseen.
    hub.open(0, at: now, into: &output)
    let subscribe = #"{"type":"subscribe","ts":1,"correlationId":"","version":"2.0","payload":{"channel":"mlb"}}"#
    subscribe.withBytes { hub.receive(text: $0, from: 0, at: now, into: &output) }
    output.removeAll()
  }

  private var now: Moment { Moment(instant: reactor.now, milliseconds: reactor.wallMilliseconds) }

  func handle(_ request: HTTPRequest, on connection: HTTPConnection) {
    let query = (try? request.head.queryItems())?.first { $0.name == "token" }?.value
    if let token = request.head.fields["authorization"] ?? query {
      seen.value.withLock { $0.tokens.append(token) }
    }
    do {
      let upgrade = try UpgradeRequest(request.head)
      guard let webSocket = connection.upgrade(upgrade, subprotocol: nil, context: context) else { return }
      slots += 1
      let link = RoomLink(slots, webSocket, self)
      links[slots] = link
      webSocket.handler = link
      hub.open(slots, at: now, into: &output)
      perform()
    } catch {
      connection.respond(.refusal(error.status, error.description, fields: error.fields))
    }
  }

  func refused(_ status: Status, _ sentence: String) {}

  func receive(_ message: RawSpan, _ link: RoomLink) {
    guard let object = try? JSONValue(parsing: message).object else { return }
    let id = object["correlationId"]?.description ?? "null"
    func answer(_ type: String, _ payload: String, _ id: String) {
      let text = #"{"type":"\#(type)","ts":1,"correlationId":\#(id),"version":"2.0","payload":\#(payload)}"#
      text.withBytes { link.webSocket.send($0, as: .text) }
    }
    switch object["type"]?.string {
    case "echo": answer("echo", object["payload"]?.description ?? "null", id)
    case "refuse": answer("error", #"{"code":"NO","message":"no","recoverable":true}"#, id)
    case "ignore": break
    case "complain":
      answer("error", #"{"code":"RATE_LIMIT_EXCEEDED","message":"not so fast"}"#, "\"\"")
      "nonsense".withBytes { link.webSocket.send($0, as: .text) }
      answer("complained", "{}", id)
    case "restart":
      answer("reconnect_required", #"{"reason":"deploy","afterMs":60000}"#, "\"\"")
      answer("restarting", "{}", id)
    case "drop": link.webSocket.abort()
    case "greet":
      answer("hello there", "{}", "\"\"")
      answer("greeted", "{}", id)
    default:
      hub.receive(text: message, from: link.slot, at: now, into: &output)
      perform()
    }
  }

  func close(_ link: RoomLink) {
    guard links.removeValue(forKey: link.slot) != nil else { return }
    hub.close(link.slot, at: now, into: &output)
    perform()
  }

  func publish(_ payload: [UInt8], isLost: Bool) {
    guard let room = try? RoomName("mlb") else { return }
    losesPublications = isLost
    defer { losesPublications = false }
    hub.publish(
      PublishRequest(room: room, type: "odds", payload: payload), token: ReplyToken(rawValue: 0), at: now,
      into: &output)
    perform()
  }

  func dropAll() {
    for link in links.values { link.webSocket.abort() }
  }

  private func poll() {
    _ = hub.poll(at: now, into: &output)
    perform()
  }

  private func perform() {
    for action in output.actions {
      switch action {
      case .send(let range, let slot): output.bytes.withBytes { send($0.extracting(range), slot) }
      case .fanOut(let publication, _, let recipients):
        let payload = publication.withPayload { String(decoding: $0) }
        seen.value.withLock { $0.published.append(payload) }
        guard !losesPublications else { continue }
        for slot in output.recipients[recipients] { publication.message.withBytes { send($0, slot) } }
      case .sendPublication(let publication, _, let slot):
        if !losesPublications { publication.message.withBytes { send($0, slot) } }
      case .close(let slot, let code, let reason):
        links.removeValue(forKey: slot)?.webSocket.close(CloseCode(code), reason: reason)
      case .pollAt(let instant):
        _ = reactor.after(max(instant - reactor.now, .milliseconds(1))) { [weak self] in self?.poll() }
      default: break
      }
    }
    output.removeAll()
  }

  private func send(_ bytes: RawSpan, _ slot: UInt32) {
    links[slot]?.webSocket.send(bytes, as: .text)
  }
}

private final class RoomLink: WebSocketHandler {
  let slot: UInt32
  let webSocket: WebSocket
  private unowned let service: RoomService

  init(_ slot: UInt32, _ webSocket: WebSocket, _ service: RoomService) {
    self.slot = slot
    self.webSocket = webSocket
    self.service = service
  }

  func webSocket(_ webSocket: WebSocket, received message: RawSpan, as kind: MessageKind) {
    service.receive(message, self)
  }

  func webSocket(_ webSocket: WebSocket, closed ending: Ending) {
    service.close(self)
  }
}
