internal import TautBytes
internal import TautFraming
internal import TautWebSocket

/// Messages that must come back as they were sent.
final class BenchEchoLoad: BenchLoad {
  /// What every message contains.
  let message: [UInt8]
  let kind: MessageKind
  let run: BenchRun

  private var peers: [BenchEchoPeer] = []
  private var turn = 0

  init(_ run: BenchRun) {
    self.run = run
    kind = run.command.isBinary ? .binary : .text
    message = (0..<run.command.size).map { UInt8(ascii: "a") + UInt8($0 % 26) }
  }

  func open() {
    for _ in 0..<run.command.connections {
      run.connect { [self] webSocket in
        peers.append(BenchEchoPeer(webSocket, load: self))
        if peers.count == run.command.connections { run.begin() }
      }
    }
  }

  func begin() {
    for peer in peers {
      for _ in 0..<run.command.pipeline { peer.send(due: run.meter.now) }
    }
  }

  /// Sends on one connection after the other, whether or not it has answered.
  func begin(due: Int64) {
    peers[turn % peers.count].send(due: due)
    turn += 1
  }

  var unanswered: Int {
    run.command.rate == nil ? 0 : peers.reduce(0) { $0 + $1.dueTimes.count }
  }

  func close() {
    for peer in peers { peer.webSocket.close() }
  }
}

/// One connection of an echo load.
final class BenchEchoPeer: WebSocketHandler {
  let webSocket: WebSocket
  private(set) var dueTimes = BenchQueue()
  private let load: BenchEchoLoad
  private let isPaced: Bool

  init(_ webSocket: WebSocket, load: BenchEchoLoad) {
    self.webSocket = webSocket
    self.load = load
    isPaced = load.run.command.rate != nil
    webSocket.handler = self
  }

  func send(due: Int64) {
    dueTimes.append(due)
    load.message.withBytes { webSocket.send($0, as: load.kind) }
  }

  func webSocket(_ webSocket: WebSocket, received message: RawSpan, as kind: MessageKind) {
    let run = load.run
    guard kind == load.kind, load.message.withBytes({ $0.equals(message) }), let due = dueTimes.popFirst() else {
      return run.meter.fail("an answer of \(message.byteCount) bytes is not what was sent")
    }
    run.meter.complete(due)
    if !isPaced, !run.isEnding { send(due: run.meter.now) }
  }

  func webSocket(_ webSocket: WebSocket, closed ending: Ending) {
    load.run.connectionEnded(ending)
  }
}
