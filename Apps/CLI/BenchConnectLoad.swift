internal import TautBytes
internal import TautFraming
internal import TautWebSocket

/// Whole lives of connections: connect, upgrade, one echo, close.
final class BenchConnectLoad: BenchLoad {
  let run: BenchRun
  let message: [UInt8]
  private var waiting = BenchQueue()
  private var living = 0

  init(_ run: BenchRun) {
    self.run = run
    message = (0..<run.command.size).map { UInt8(ascii: "a") + UInt8($0 % 26) }
  }

  func open() {
    run.begin()
  }

  func begin() {
    for _ in 0..<run.command.connections { live(since: run.meter.now) }
  }

  /// Begins a life, or keeps it waiting while as many live as may.
  func begin(due: Int64) {
    if living < run.command.connections { live(since: due) } else { waiting.append(due) }
  }

  private func live(since due: Int64) {
    living += 1
    run.connect { [self] webSocket in
      webSocket.handler = BenchLife(since: due, load: self)
      message.withBytes { webSocket.send($0, as: .text) }
    }
  }

  fileprivate func ended(_ life: BenchLife, _ ending: Ending) {
    living -= 1
    if life.isEchoed, ending.outcome.isClean {
      run.meter.complete(life.due)
    } else {
      run.connectionEnded(ending)
    }
    guard !run.isEnding else { return }
    if run.command.rate == nil {
      live(since: run.meter.now)
    } else if let due = waiting.popFirst() {
      live(since: due)
    }
  }

  var unanswered: Int {
    run.command.rate == nil ? 0 : living + waiting.count
  }

  /// Those that live end with the process.
  func close() {}
}

/// One life.
private final class BenchLife: WebSocketHandler {
  let due: Int64
  private(set) var isEchoed = false
  private let load: BenchConnectLoad

  init(since due: Int64, load: BenchConnectLoad) {
    self.due = due
    self.load = load
  }

  func webSocket(_ webSocket: WebSocket, received message: RawSpan, as kind: MessageKind) {
    isEchoed = load.message.withBytes { $0.equals(message) }
    if !isEchoed { load.run.meter.fail("an answer of \(message.byteCount) bytes is not what was sent") }
    webSocket.close()
  }

  func webSocket(_ webSocket: WebSocket, closed ending: Ending) {
    load.ended(self, ending)
  }
}
