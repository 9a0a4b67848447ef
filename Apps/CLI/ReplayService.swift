internal import TautBytes
internal import TautClient
internal import TautEventLoop
internal import TautFraming
internal import TautHandshake
internal import TautRecording
internal import TautWebSocket

/// What `tautline replay` does on its loop: opens WebSockets on every path and plays the recording to each.
final class ReplayService: HTTPService {
  private let command: ReplayCommand
  private let recording: Recording
  private let screen: Screen
  private let reactor: Reactor
  private let context = WebSocketContext(role: .server, resources: WebSocketResources())
  private var connections: [Int: ReplayConnection] = [:]
  private var lastNumber = 0
  /// Told when the last connection is gone, after ``close(ended:)``.
  private var ended: (() -> Void)?

  /// A service without connections.
  init(_ command: ReplayCommand, _ recording: Recording, screen: Screen, on reactor: Reactor) {
    self.command = command
    self.recording = recording
    self.screen = screen
    self.reactor = reactor
    // What was sent once is small enough; a turn sends little at a time.
    context.backlogLimit = .max
    context.pingInterval = nil
  }

  func handle(_ request: HTTPRequest, on connection: HTTPConnection) {
    do throws(UpgradeRefusal) {
      open(try UpgradeRequest(request.head), on: connection)
    } catch {
      connection.respond(.refusal(error.status, error.description, fields: error.fields))
      refused(error.status, error.description)
    }
  }

  func refused(_ status: Status, _ sentence: String) {
    screen.note("refused with \(status.code): \(sentence)")
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

  private func open(_ request: UpgradeRequest, on connection: HTTPConnection) {
    let peer = connection.stream.peerAddress.map { "\($0)" } ?? "?"
    let subprotocol = recording.session.subprotocol.flatMap { request.subprotocols.contains($0) ? $0 : nil }
    let deflate = command.connection.compresses ? DeflateConfiguration().agreement(to: request.extensions) : nil
    guard let webSocket = connection.upgrade(request, subprotocol: subprotocol, deflate: deflate, context: context)
    else { return }
    lastNumber += 1
    let extensions = deflate == nil ? "" : "permessage-deflate"
    tell(.opened(peer, subprotocol: subprotocol, extensions: extensions), lastNumber)
    let replay = Replay(recording, as: .server, pace: command.pace, startingAt: .now)
    let player = ReplayConnection(webSocket, replay, number: lastNumber, of: self, on: reactor)
    connections[lastNumber] = player
    player.play()
  }
}

/// One connection that the recording is played to.
private final class ReplayConnection: WebSocketHandler {
  /// The bytes that are sent before others have their turn.
  private static let bytesPerTurn = 1 << 18

  let webSocket: WebSocket
  private var replay: Replay
  private let number: Int
  private let service: ReplayService
  private let reactor: Reactor
  private var timer: TimerID?

  init(_ webSocket: WebSocket, _ replay: Replay, number: Int, of service: ReplayService, on reactor: Reactor) {
    self.webSocket = webSocket
    self.replay = replay
    self.number = number
    self.service = service
    self.reactor = reactor
    webSocket.handler = self
  }

  /// Sends what is due, and comes back when more is.
  func play() {
    if let timer { reactor.cancel(timer) }
    timer = nil
    var bytes = 0
    while webSocket.isOpen, !webSocket.stream.isStalled {
      guard bytes < Self.bytesPerTurn else { return comeBack(after: .zero) }
      let now = ContinuousClock.now
      switch replay.next(at: now) {
      case .send(let content):
        send(content)
        bytes += content.count + 1024
      case .wait(let instant): return comeBack(after: instant - now)
      case .close(let code, let reason): return webSocket.close(CloseCode(code), reason: reason)
      // A recording that was cut off says nothing about the end: that is the client's.
      case .waitForPeer, .end: return
      }
    }
  }

  private func comeBack(after delay: Duration) {
    timer = reactor.after(delay) { [weak self] in
      self?.timer = nil
      self?.play()
    }
  }

  private func send(_ content: RecordedEvent.Content) {
    switch content {
    case .text(let text): text.withBytes { webSocket.send($0, as: .text) }
    case .binary(let bytes): bytes.withBytes { webSocket.send($0, as: .binary) }
    }
  }

  func webSocket(_ webSocket: WebSocket, received message: RawSpan, as kind: MessageKind) {
    service.tell(.received(kind == .text ? .text(String(decoding: message)) : .binary([UInt8](message))), number)
    replay.receive()
    play()
  }

  func webSocketDrained(_ webSocket: WebSocket) {
    play()
  }

  func webSocket(_ webSocket: WebSocket, closed ending: Ending) {
    if let timer { reactor.cancel(timer) }
    service.tell(.closed(code: ending.outcome.code.rawValue, reason: ending.outcome.reason), number)
    service.forget(number)
  }
}
