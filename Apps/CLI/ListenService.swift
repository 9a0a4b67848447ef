internal import TautClient
internal import TautBytes
internal import TautEventLoop
internal import TautFraming
internal import TautHandshake
internal import TautWebSocket

/// What `tautline listen` does on its loop: opens WebSockets on every path and tells who comes, what comes and who goes.
final class ListenService: HTTPService {
  private let command: ListenCommand
  private let screen: Screen
  private let context: WebSocketContext
  private var connections: [Int: ListenConnection] = [:]
  private var lastNumber = 0
  /// Told when the last connection is gone, after ``close()``.
  private var ended: (() -> Void)?

  /// A service without connections.
  init(_ command: ListenCommand, screen: Screen) {
    self.command = command
    self.screen = screen
    context = WebSocketContext(role: .server, resources: WebSocketResources())
    context.limits.maxMessage = command.maximumMessage
    context.pingInterval = nil
    // Room for what one turn can echo: reading pauses as soon as a peer does not keep up.
    context.backlogLimit = max(64 << 20, 4 * command.maximumMessage)
  }

  /// Answers a request with an upgrade, or says what is wrong with it.
  func handle(_ request: HTTPRequest, on connection: HTTPConnection) {
    do throws(UpgradeRefusal) {
      try originPolicy.check(request.head)
      open(try UpgradeRequest(request.head), on: connection)
    } catch {
      refuse(error, on: connection)
    }
  }

  /// Tells who was refused.
  func refused(_ status: Status, _ sentence: String) {
    screen.note("refused with \(status.code): \(sentence)")
  }

  /// Sends a line that was typed to all.
  func broadcast(_ line: String) {
    line.withBytes { bytes in
      for connection in connections.values { connection.webSocket.send(bytes, as: .text) }
    }
  }

  /// Closes all connections with 1001 and calls `ended` when they are gone.
  func close(ended: @escaping () -> Void) {
    self.ended = ended
    for connection in connections.values { connection.webSocket.close(.goingAway) }
    if connections.isEmpty { ended() }
  }

  fileprivate func tell(_ event: ShownEvent, _ number: Int) {
    screen.show(event, connection: number)
  }

  fileprivate func forget(_ number: Int) {
    connections[number] = nil
    if connections.isEmpty { ended?() }
  }

  private var originPolicy: OriginPolicy {
    var policy = OriginPolicy(allowing: command.origins)
    policy.allowsAny = policy.allowsAny || command.origins.isEmpty
    policy.allowsOwn = false
    return policy
  }

  private func open(_ request: UpgradeRequest, on connection: HTTPConnection) {
    let peer = connection.stream.peerAddress.map { "\($0)" } ?? "?"
    let subprotocol = request.subprotocols.first { command.subprotocols.contains($0) }
    let deflate = command.compresses ? DeflateConfiguration().agreement(to: request.extensions) : nil
    let webSocket = connection.upgrade(request, subprotocol: subprotocol, deflate: deflate, context: context)
    guard let webSocket else { return }
    lastNumber += 1
    connections[lastNumber] = ListenConnection(webSocket, number: lastNumber, of: self, echoes: command.echoes)
    let extensions = deflate == nil ? "" : "permessage-deflate"
    tell(.opened(peer, subprotocol: subprotocol, extensions: extensions), lastNumber)
  }

  private func refuse(_ refusal: UpgradeRefusal, on connection: HTTPConnection) {
    connection.respond(.refusal(refusal.status, refusal.description, fields: refusal.fields))
    refused(refusal.status, refusal.description)
  }
}

/// One connection to `tautline listen`.
private final class ListenConnection: WebSocketHandler {
  let webSocket: WebSocket
  private let number: Int
  private let service: ListenService
  private let echoes: Bool

  init(_ webSocket: WebSocket, number: Int, of service: ListenService, echoes: Bool) {
    self.webSocket = webSocket
    self.number = number
    self.service = service
    self.echoes = echoes
    webSocket.handler = self
  }

  func webSocket(_ webSocket: WebSocket, received message: RawSpan, as kind: MessageKind) {
    if echoes { return webSocket.send(message, as: kind) }
    service.tell(.received(kind == .text ? .text(String(decoding: message)) : .binary([UInt8](message))), number)
  }

  func webSocket(_ webSocket: WebSocket, receivedPing payload: RawSpan) {
    if !echoes { service.tell(.ping([UInt8](payload)), number) }
  }

  func webSocket(_ webSocket: WebSocket, receivedPong payload: RawSpan) {
    if !echoes { service.tell(.pong([UInt8](payload), after: nil), number) }
  }

  // What is not read cannot be echoed: the peer's own flow control then holds it back.
  func webSocketStalled(_ webSocket: WebSocket) {
    if echoes { webSocket.stream.pauseReading() }
  }

  func webSocketDrained(_ webSocket: WebSocket) {
    if echoes { webSocket.stream.resumeReading() }
  }

  func webSocket(_ webSocket: WebSocket, closed ending: Ending) {
    service.tell(.closed(code: ending.outcome.code.rawValue, reason: ending.outcome.reason), number)
    service.forget(number)
  }
}
