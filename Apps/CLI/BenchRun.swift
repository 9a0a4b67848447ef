internal import TautEventLoop
internal import TautFraming
internal import TautHandshake
internal import TautWebSocket

/// One load from its first connection to its report, on one loop.
final class BenchRun {
  /// How many connections may be half open at once: more would only measure the accept queue.
  private static let openingAtOnce = 64

  let command: BenchCommand
  let target: BenchTarget
  let meter: BenchMeter
  let reactor: Reactor
  let context: WebSocketContext

  /// Whether connections that end are expected to.
  private(set) var isEnding = false

  private let loop: EventLoop
  private let tell: @Sendable (String) -> Void
  private let done: (Result<BenchReport, ConnectError>) -> Void
  private var bound: LoopBound<BenchRun>?
  private var load: (any BenchLoad)?
  private var pacer: BenchPacer?
  private var waiting: [() -> Void] = []
  private var opening = 0

  /// Prepares a run; ``start(on:)`` begins it, `tell` hears of its progress, and `done` is told its outcome once.
  init(
    _ command: BenchCommand, _ target: BenchTarget, on loop: isolated EventLoop,
    tell: @escaping @Sendable (String) -> Void, done: @escaping (Result<BenchReport, ConnectError>) -> Void
  ) {
    self.command = command
    self.target = target
    self.loop = loop
    self.tell = tell
    self.done = done
    reactor = loop.reactor
    meter = BenchMeter(command, on: reactor)
    pacer = command.rate.map(BenchPacer.init)
    context = WebSocketContext(role: .client, resources: WebSocketResources())
    context.limits.maxMessage = max(1 << 20, command.connection.maximumMessage, command.size)
    context.pingInterval = command.connection.pingInterval
    context.pingTimeout = command.connection.pingTimeout
    // What is due is sent, however slowly the server takes it: that is what is measured.
    context.backlogLimit = .max
  }

  /// Opens the connections; the load begins when they are open.
  func start(on loop: isolated EventLoop) {
    bound = LoopBound(self, on: loop)
    let load: any BenchLoad =
      switch command.kind {
      case .echo: BenchEchoLoad(self)
      case .fanout: BenchFanoutLoad(self)
      case .connect: BenchConnectLoad(self)
      case .idle: BenchIdleLoad(self)
      }
    self.load = load
    load.open()
  }

  // MARK: Connections

  /// Opens a connection, when not too many are being opened, and hands it to `opened`.
  ///
  /// The first that cannot be opened ends the run.
  func connect(_ opened: @escaping (WebSocket) -> Void) {
    guard opening < Self.openingAtOnce else { return waiting.append { [self] in connect(opened) } }
    opening += 1
    do throws(ConnectError) {
      let attempt = try WebSocketAttempt(
        target.request, to: target.addresses, tls: target.tls, timeout: target.openTimeout, context: context,
        on: reactor
      ) { [self] outcome in
        opening -= 1
        if !waiting.isEmpty { waiting.removeLast()() }
        finishOpening(outcome, opened)
      }
      attempt.start()
    } catch {
      finish(.failure(error))
    }
  }

  private func finishOpening(_ outcome: WebSocketAttempt.Outcome, _ opened: (WebSocket) -> Void) {
    switch outcome {
    case .success(let connection): opened(connection.webSocket)
    case .failure(let error): finish(.failure(error))
    }
  }

  /// Says how far the load is.
  func say(_ line: String) {
    tell(line)
  }

  /// Ends the run: it cannot go on.
  func fail(_ error: ConnectError) {
    finish(.failure(error))
  }

  /// A connection is over: a failure, unless the load is.
  func connectionEnded(_ ending: Ending) {
    if !isEnding { meter.fail("a connection ended: \(ending.summary)") }
  }

  // MARK: Time

  /// The load is ready: begins it.
  func begin() {
    meter.begin()
    reactor.after(command.warmup + command.duration) { [self] in end() }
    reactor.after(.seconds(1)) { [self] in showProgress() }
    if pacer == nil { load?.begin() } else { pace() }
  }

  /// Begins what is due.
  ///
  /// Timers are good to a millisecond, so the last stretch is spent in turns without waiting.
  private func pace() {
    guard !isEnding, var pacer else { return }
    for number in pacer.take(at: meter.now) { load?.begin(due: pacer.due(number)) }
    self.pacer = pacer
    let pause = pacer.next - meter.now
    if pause > 3_000_000 {
      reactor.after(.nanoseconds(pause - 2_000_000)) { [self] in pace() }
    } else {
      loop.submit { [bound] loop in bound?.value(on: loop).pace() }
    }
  }

  private func showProgress() {
    guard !isEnding, command.kind != .idle else { return }
    say(meter.progress())
    reactor.after(.seconds(1)) { [self] in showProgress() }
  }

  private func end() {
    guard !isEnding else { return }
    isEnding = true
    let report = meter.finish(unanswered: load?.unanswered ?? 0)
    load?.close()
    // Time for the close frames to leave; answers to them are not waited for.
    reactor.after(.milliseconds(100)) { [self] in done(.success(report)) }
  }

  private func finish(_ outcome: Result<BenchReport, ConnectError>) {
    guard !isEnding else { return }
    isEnding = true
    done(outcome)
  }
}

extension Ending {
  /// The code, and the reason or the error, in a phrase.
  var summary: String {
    let detail = error?.description ?? outcome.reason
    return detail.isEmpty ? "\(outcome.code)" : "\(outcome.code), \(detail)"
  }
}
