import TautBackoff
import TautClient
import TautFraming
import TautHandshake
import TautWebSocket

/// Keeps a connection open: connects, tells what happens, and comes back when the connection is lost.
actor Link {
  private let url: String
  private let options: ConnectOptions
  private let sink: AsyncStream<TalkEvent>.Continuation
  private var backoff: Backoff
  private var random = SystemRandomNumberGenerator()
  private var connection: Connection?

  init(url: String, options: ConnectOptions, attempts: Int?, sink: AsyncStream<TalkEvent>.Continuation) {
    self.url = url
    self.options = options
    self.sink = sink
    var policy = BackoffPolicy.user
    if let attempts { policy.maximumAttempts = attempts - 1 }
    // A connection that lasted shows that the server is well again.
    policy.resetAfter = .seconds(5)
    backoff = Backoff(policy)
  }

  /// Connects again and again, until it is given up or cancelled.
  func run() async {
    while !Task.isCancelled {
      guard let delay = await attempt() else { return }
      do { try await Task.sleep(for: delay) } catch { return }
    }
  }

  /// One connection from its beginning to its end; returns when to try again.
  private func attempt() async -> Duration? {
    do throws(ConnectError) {
      let opened = try await Connection.open(url, options: options)
      connection = opened
      backoff.receiveOpen(at: .now)
      sink.yield(.connected)
      await listen(to: opened)
      // It is over, unless nobody listens any more.
      let summary = await opened.close()
      connection = nil
      return next(after: summary)
    } catch {
      return next(after: error)
    }
  }

  private func listen(to connection: Connection) async {
    while let message = try? await connection.receive() {
      if case .text(let text) = message { sink.yield(.message(text)) }
    }
  }

  private func next(after summary: CloseSummary) -> Duration? {
    let reason = summary.code == .abnormalClosure ? "the connection broke" : "\(summary)"
    guard summary.code.shouldReconnect else { return giveUp(reason, .closed) }
    return next(reason, retryAfter: nil, otherwise: .closed)
  }

  private func next(after error: ConnectError) -> Duration? {
    guard case .upgrade(.refused(let refusal)) = error else {
      return next(error.description, retryAfter: nil, otherwise: .unreachable)
    }
    // The same token and path would be refused again; a server that is busy or draining may come back.
    guard refusal.status.code >= 500 || refusal.status == .tooManyRequests else {
      return giveUp(refusal.sentence, .refused)
    }
    return next(refusal.sentence, retryAfter: refusal.retryAfter, otherwise: .unreachable)
  }

  private func next(_ reason: String, retryAfter: Duration?, otherwise code: ExitCode) -> Duration? {
    switch backoff.receiveFailure(retryAfter: retryAfter, at: .now, using: &random) {
    case .giveUp: return giveUp(reason, code)
    case .retry(let attempt):
      let seconds = attempt.delay / .seconds(1)
      sink.yield(.waiting(reason: reason, seconds: seconds, attempt: attempt.number))
      return attempt.delay
    }
  }

  private func giveUp(_ reason: String, _ code: ExitCode) -> Duration? {
    sink.yield(.gaveUp(reason: reason, code))
    return nil
  }

  /// Sends a message; what cannot be sent is asked again by what follows on the next connection.
  func send(_ message: String) async {
    try? await connection?.send(.text(message), within: .seconds(10))
  }

  func close() async {
    _ = await connection?.close(.normalClosure)
  }
}
