internal import TautClient
internal import TautEventLoop
internal import TautFraming

/// What `tautline connect` does between the opening and the end of its connection.
struct Conversation: Sendable {
  /// Why it is over, or what it waits for next.
  private enum Turn: Sendable {
    /// The peer has closed the connection, or it is lost.
    case closed
    /// As many messages have come, or as much time has passed, as the user wanted.
    case enough
    /// The input is at its end.
    case silent
    /// Answers to the last input have had their time.
    case lingered
    /// The user wants to close the connection.
    case close(CloseCode, String)
    /// The input is wrong, nobody reads the output, or a signal came.
    case failed(ExitCode)
  }

  /// How long the pong of a ping that was typed may take.
  private static let pongLimit = Duration.seconds(10)

  private let command: ConnectCommand
  private let connection: Connection
  private let screen: Screen
  private let console: Console?
  private let pings: PingTimes
  private let input = UserInput()

  init(
    _ command: ConnectCommand, _ connection: Connection, _ screen: Screen, _ console: Console?, _ pings: PingTimes
  ) {
    self.command = command
    self.connection = connection
    self.screen = screen
    self.console = console
    self.pings = pings
  }

  /// Talks until one side ends it, and says how it ended.
  func run() async -> ExitCode {
    await withTaskGroup(of: Turn.self) { group in
      // On the loop's own thread: an echo then changes no threads.
      group.addTask(executorPreference: connection.loop.executor) { await receive() }
      if !command.echoes {
        input.start(console)
        group.addTask { await talk() }
      }
      group.addTask { await StopSignals().first() ? .failed(.interrupted) : .lingered }
      if let time = command.exitAfter?.time { group.addTask { await pause(time, then: .enough) } }
      defer { group.cancelAll() }
      while let turn = await group.next() {
        switch turn {
        // What was asked to end by itself waits for that; all else waits for the last answers.
        case .silent: if command.exitAfter == nil { group.addTask { await pause(command.linger, then: .lingered) } }
        case .closed: return await ended()
        case .enough, .lingered: return await close(.normalClosure, "", as: .success)
        case .close(let code, let reason): return await close(code, reason, as: .success)
        case .failed(let code): return await close(.goingAway, "", as: code)
        }
      }
      return .success
    }
  }

  private func pause(_ time: Duration, then turn: Turn) async -> Turn {
    try? await Task.sleep(for: time)
    return turn
  }

  // MARK: The end

  private func ended() async -> ExitCode {
    let summary = await connection.ended()
    tell(summary)
    return ExitCode(summary)
  }

  private func close(_ code: CloseCode, _ reason: String, as exitCode: ExitCode) async -> ExitCode {
    tell(await connection.close(code, reason: reason))
    return exitCode
  }

  private func tell(_ summary: CloseSummary) {
    screen.show(.closed(code: summary.code.rawValue, reason: summary.reason))
    if let error = summary.error { screen.warn(error) }
  }

  // MARK: Messages that come

  private func receive() async -> Turn {
    var count = 0
    let limit = command.exitAfter?.messages ?? .max
    do throws(ConnectionError) {
      while let message = try await connection.receive() {
        guard command.echoes || screen.show(.received(message)) else { return .failed(.output) }
        count += 1
        if count == limit { return .enough }
      }
    } catch {
      // Cancelled: nobody listens.
    }
    return .closed
  }

  // MARK: Messages that go

  private func talk() async -> Turn {
    for await event in input.events {
      input.taken()
      switch event {
      case .line(let line):
        if let turn = await (console == nil ? send(line) : obey(String(decoding: line, as: UTF8.self))) { return turn }
      case .interrupt: return .close(.normalClosure, "")
      case .end: return console == nil ? .silent : .close(.normalClosure, "")
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
      return .failed(.input)
    }
    return nil
  }

  /// Sends a message; when the connection is closed, the receiver tells it.
  private func send(_ message: Message) async {
    try? await connection.send(message)
  }

  private func obey(_ line: String) async -> Turn? {
    HistoryFile.standard?.append(line)
    do throws(SlashCommand.Failure) {
      switch try SlashCommand(line) {
      case .message(let text): return await send(Array(text.utf8))
      case .ping(let text): ping(Array(text.utf8))
      case .close(let code, let reason): return .close(CloseCode(code), reason)
      case .help: screen.note(SlashCommand.helpText)
      case .quit: return .close(.normalClosure, "")
      }
    } catch {
      screen.warn("\(error)")
    }
    return nil
  }

  /// Sends a ping without waiting for its pong: the line is free for the next message.
  private func ping(_ payload: [UInt8]) {
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

extension ExitCode {
  /// The class of a connection that ended.
  ///
  /// Where this side failed the connection over what the peer did, the code that it sent counts.
  init(_ summary: CloseSummary) {
    let code = summary.error == nil ? summary.code : summary.sent ?? summary.code
    self.init(closeCode: code.rawValue)
  }
}
