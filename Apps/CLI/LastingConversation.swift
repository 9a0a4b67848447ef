internal import TautBackoff
internal import TautClient
internal import TautFraming
internal import TautSession
internal import TautWebSocket

/// What `tautline connect --preset` does: one conversation over as many connections as it takes.
///
/// What is typed while there is no connection waits for the next one. A message that was sent and lost with its connection
/// is lost: on this level nobody knows.
struct LastingConversation: Sendable {
  private enum Turn: Sendable {
    /// No further connection will be made.
    case over(ExitCode)
    /// As many messages have come, or as much time has passed, as the user wanted.
    case enough
    /// The input is at its end.
    case silent
    /// Answers to the last input have had their time.
    case lingered
    /// The user wants to close the connection.
    case close(CloseCode, String, ExitCode)
  }

  private static let pongLimit = Duration.seconds(10)

  private let command: ConnectCommand
  private let preset: ClientPreset
  private let screen: Screen
  private let console: Console?
  private let pings: PingTimes
  private let reporter: SessionReporter
  private let line = ConversationLine()
  private let input = UserInput()

  init(_ command: ConnectCommand, _ preset: ClientPreset, _ screen: Screen, _ console: Console?, _ pings: PingTimes) {
    self.command = command
    self.preset = preset
    self.screen = screen
    self.console = console
    self.pings = pings
    let write: @Sendable (String) -> Void = { screen.note($0) }
    reporter = SessionReporter(
      "connect", command.clientConfiguration.session, tellsEvents: command.session.tellsEvents,
      usesColor: command.usesColor, write: write)
  }

  /// Talks until the user or the server ends it for good.
  func run() async -> ExitCode {
    input.start(console)
    return await withTaskGroup(of: Turn.self) { group in
      group.addTask { await connect() }
      group.addTask { await talk() }
      group.addTask { await StopSignals().first() ? .close(.goingAway, "", .interrupted) : .lingered }
      if let time = command.exitAfter?.time { group.addTask { await pause(time, then: .enough) } }
      defer { group.cancelAll() }
      while let turn = await group.next() {
        switch turn {
        case .silent: if command.exitAfter == nil { group.addTask { await pause(command.linger, then: .lingered) } }
        case .over(let code): return code
        case .enough, .lingered: return await close(.normalClosure, "", as: .success)
        case .close(let code, let reason, let exitCode): return await close(code, reason, as: exitCode)
        }
      }
      return .success
    }
  }

  private func pause(_ time: Duration, then turn: Turn) async -> Turn {
    try? await Task.sleep(for: time)
    return turn
  }

  private func close(_ code: CloseCode, _ reason: String, as exitCode: ExitCode) async -> ExitCode {
    guard let connection = await line.present else { return exitCode }
    show(await connection.close(code, reason: reason))
    return exitCode
  }

  private func show(_ summary: CloseSummary) {
    screen.show(.closed(code: summary.code.rawValue, reason: summary.reason))
    if let error = summary.error { screen.warn(error) }
  }

  // MARK: Connections

  private func connect() async -> Turn {
    var policy = preset.backoff
    policy.maximumAttempts = command.session.maximumAttempts.map { $0 - 1 }
    var backoff = Backoff(policy)
    var generator = SystemRandomNumberGenerator()
    var state = SessionPhase.idle
    var remaining = command.exitAfter?.messages ?? .max
    await tell(&state, .connecting, .asked)
    while !Task.isCancelled {
      let failure: SessionError
      do throws(ConnectError) {
        let connection = try await Connection.open(command.url, options: options)
        backoff.receiveOpen(at: .now)
        await tell(&state, .open, .opened)
        screen.show(.opened(connection, to: command.url))
        if let turn = await receive(connection, &remaining) { return turn }
        failure = await end(connection)
      } catch {
        failure = SessionError(error)
      }
      guard failure.isRecoverable else {
        await tell(&state, .failed, .gaveUp(failure))
        return .over(ExitCode(failure))
      }
      let decision = backoff.receiveFailure(
        failure, retryAfter: failure.retryAfter, at: .now, using: &generator)
      guard case .retry(let attempt) = decision else {
        await tell(&state, .failed, .gaveUp(.gaveUp(attempts: backoff.failures, last: failure)))
        return .over(ExitCode(failure))
      }
      await tell(&state, state == .open ? .reconnecting : .failed, .lost(failure), attempt)
      try? await Task.sleep(until: attempt.start, clock: .continuous)
      await tell(&state, .reconnecting, .delayOver)
    }
    return .over(.success)
  }

  private var options: ConnectOptions {
    var options = command.connection.options
    options.observe = { event in
      switch event {
      case .ping(let payload): screen.show(.ping(payload))
      case .pong(let payload): screen.show(.pong(payload, after: pings.time(since: payload)))
      }
    }
    return options
  }

  private func tell(
    _ state: inout SessionPhase, _ next: SessionPhase, _ reason: SessionChange.Reason, _ attempt: BackoffAttempt? = nil
  ) async {
    let change = SessionChange(from: state, to: next, reason: reason, time: .now, next: attempt)
    state = next
    _ = await reporter.report(change)
  }

  /// Shows what comes, until the connection ends; a turn ends the conversation.
  private func receive(_ connection: Connection, _ remaining: inout Int) async -> Turn? {
    await line.set(connection)
    while let message = try? await connection.receive() {
      guard screen.show(.received(message)) else { return .close(.goingAway, "", .output) }
      remaining -= 1
      if remaining == 0 { return .enough }
    }
    return Task.isCancelled ? .over(.success) : nil
  }

  private func end(_ connection: Connection) async -> SessionError {
    await line.set(nil)
    let summary = await connection.ended()
    show(summary)
    if let error = summary.error { return .lost(error) }
    return summary.code == .abnormalClosure ? .lost(summary.reason) : .closed(summary.code, reason: summary.reason)
  }

  // MARK: Messages that go

  private func talk() async -> Turn {
    for await event in input.events {
      input.taken()
      switch event {
      case .line(let line):
        if let turn = await (console == nil ? send(line) : obey(String(decoding: line, as: UTF8.self))) { return turn }
      case .interrupt: return .close(.normalClosure, "", .success)
      case .end: return console == nil ? .silent : .close(.normalClosure, "", .success)
      }
    }
    return .silent
  }

  private func send(_ line: [UInt8]) async -> Turn? {
    if command.sendsBinary {
      await send(.binary(line))
    } else if let text = String(validating: line, as: UTF8.self) {
      await send(.text(text))
    } else {
      screen.warn("tautline connect: a line of the input is not valid UTF-8; --binary sends any bytes")
      return .close(.goingAway, "", .input)
    }
    return nil
  }

  /// Sends a message over this connection, or over the next one.
  private func send(_ message: Message) async {
    while let connection = await line.next() {
      if (try? await connection.send(message)) != nil { return }
      // It is closed, and soon everybody knows.
      await Task.yield()
    }
  }

  private func obey(_ text: String) async -> Turn? {
    HistoryFile.standard?.append(text)
    do throws(SlashCommand.Failure) {
      switch try SlashCommand(text) {
      case .message(let text): return await send(Array(text.utf8))
      case .ping(let text): await ping(Array(text.utf8))
      case .close(let code, let reason): return .close(CloseCode(code), reason, .success)
      case .help: screen.note(SlashCommand.helpText)
      case .quit: return .close(.normalClosure, "", .success)
      }
    } catch {
      screen.warn("\(error)")
    }
    return nil
  }

  private func ping(_ payload: [UInt8]) async {
    guard let connection = await line.present else { return screen.warn("there is no connection") }
    pings.begin(payload)
    Task {
      do throws(ConnectionError) {
        try await connection.ping(payload, within: Self.pongLimit)
      } catch {
        if case .timeout = error { screen.warn("no pong within \(EventText.text(Self.pongLimit))") }
      }
    }
  }
}
