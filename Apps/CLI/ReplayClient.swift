internal import TautClient
internal import TautFraming
internal import TautRecording
internal import TautWebSocket

/// Plays the client's side of a recording to a server.
actor ReplayClient {
  private enum Turn: Sendable {
    case played(CloseCode, String)
    case closed
    case failed(ExitCode)
    case silent
  }

  private let command: ReplayCommand
  private let url: String
  private let screen: Screen
  private let total: Int
  private var replay: Replay
  /// One tick after each message that came.
  private let arrivals: AsyncStream<Void>
  private let arrived: AsyncStream<Void>.Continuation

  /// A player that has not begun.
  init(_ command: ReplayCommand, _ recording: Recording, url: String) {
    self.command = command
    self.url = url
    screen = Screen(isJSON: command.isJSON, usesColor: command.usesColor)
    total = recording.count(from: .client)
    replay = Replay(recording, as: .client, pace: command.pace, startingAt: .now)
    (arrivals, arrived) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    self.recording = recording
  }

  private let recording: Recording

  /// Connects, plays, and says how it ended.
  func run() async -> ExitCode {
    do throws(ConnectError) {
      let connection = try await Connection.open(url, options: command.connection.options)
      screen.show(.opened(connection, to: url))
      replay = Replay(recording, as: .client, pace: command.pace, startingAt: .now)
      let code = await play(connection)
      screen.note("sent \(replay.sent) of \(total) messages, received \(replay.received), recorded \(replay.expected)")
      return code
    } catch {
      screen.warn("tautline replay: \(error.sentenceWithAdvice)")
      return ExitCode(error)
    }
  }

  private func play(_ connection: Connection) async -> ExitCode {
    await withTaskGroup(of: Turn.self) { group in
      group.addTask { await self.receive(connection) }
      group.addTask { await self.send(connection) }
      group.addTask { await StopSignals().first() ? .failed(.interrupted) : .silent }
      defer { group.cancelAll() }
      while let turn = await group.next() {
        switch turn {
        case .silent: continue
        case .closed:
          let summary = await connection.ended()
          tell(summary)
          return ExitCode(summary)
        case .played(let code, let reason):
          tell(await connection.close(code, reason: reason))
          return .success
        case .failed(let code):
          tell(await connection.close(.goingAway))
          return code
        }
      }
      return .success
    }
  }

  private func receive(_ connection: Connection) async -> Turn {
    while let message = try? await connection.receive() {
      replay.receive()
      arrived.yield()
      guard screen.show(.received(message)) else { return .failed(.output) }
    }
    return Task.isCancelled ? .silent : .closed
  }

  private func send(_ connection: Connection) async -> Turn {
    var ticks = arrivals.makeAsyncIterator()
    while !Task.isCancelled {
      switch replay.next(at: .now) {
      case .send(let content): guard (try? await connection.send(content.message)) != nil else { return .silent }
      case .wait(let instant): try? await Task.sleep(until: instant, clock: .continuous)
      case .waitForPeer: guard await ticks.next(isolation: self) != nil else { return .silent }
      case .close(let code, let reason):
        await linger()
        return .played(CloseCode(code), reason)
      case .end:
        await linger()
        return .played(.normalClosure, "")
      }
    }
    return .silent
  }

  /// Gives the answers to the last messages their time.
  private func linger() async {
    try? await Task.sleep(for: command.linger)
  }

  private func tell(_ summary: CloseSummary) {
    screen.show(.closed(code: summary.code.rawValue, reason: summary.reason))
    if let error = summary.error { screen.warn(error) }
  }
}
