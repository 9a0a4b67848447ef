internal import TautClient
internal import TautFraming
internal import TautLog
internal import TautRecording
internal import TautWebSocket

extension RecordCommand {
  /// Why a recording is over.
  private enum Turn: Sendable {
    /// The connection is.
    case closed
    /// As many messages have come, or as much time has passed, as the user wanted.
    case enough
    /// Something that ends nothing has ended.
    case silent
    /// The file cannot be written any more.
    case unwritable(RecordingError)
    /// A line of the input is no text.
    case input
    /// A signal came.
    case interrupted
  }

  /// Opens the connection, and records until it ends or the user does not want more.
  func run() async -> ExitCode {
    // Before there is anything to lose.
    let signals = StopSignals()
    do throws(ConnectError) {
      return await record(try await Connection.open(url, options: connection.options), until: signals)
    } catch {
      tell(error.sentenceWithAdvice)
      return ExitCode(error)
    }
  }

  private func record(_ connection: Connection, until signals: StopSignals) async -> ExitCode {
    let session = RecordedSession(
      url: Redaction.redacted(url), subprotocol: connection.subprotocol, extensions: connection.extensions,
      milliseconds: Environment.milliseconds)
    do throws(RecordingError) {
      let recorder = try Recorder(self, session)
      let code = await record(connection, with: recorder, until: signals)
      tell(await recorder.summary)
      return code
    } catch {
      await connection.close()
      tell("\(error)")
      return .output
    }
  }

  private func record(
    _ connection: Connection, with recorder: Recorder, until signals: StopSignals
  ) async -> ExitCode {
    let input = UserInput()
    input.start(nil)
    return await withTaskGroup(of: Turn.self) { group in
      group.addTask { await receive(connection, recorder) }
      group.addTask { await send(input, connection, recorder) }
      group.addTask { await signals.first() ? .interrupted : .silent }
      if let time = exitAfter?.time { group.addTask { await pause(time) } }
      defer { group.cancelAll() }
      while let turn = await group.next() {
        switch turn {
        case .silent: continue
        case .closed: return await ended(connection, recorder, nil)
        case .enough: return await ended(connection, recorder, .success)
        case .interrupted: return await ended(connection, recorder, .interrupted)
        case .input:
          tell("a line of the input is not valid UTF-8")
          return await ended(connection, recorder, .input)
        case .unwritable(let error):
          tell("\(error)")
          return await ended(connection, recorder, .output)
        }
      }
      return .success
    }
  }

  /// Closes the connection where it is open, and records how it ended.
  private func ended(_ connection: Connection, _ recorder: Recorder, _ code: ExitCode?) async -> ExitCode {
    let summary = code == nil ? await connection.ended() : await connection.close()
    try? await recorder.record(.close(code: summary.code.rawValue, reason: summary.reason))
    return code ?? ExitCode(summary)
  }

  private func pause(_ time: Duration) async -> Turn {
    try? await Task.sleep(for: time)
    return .enough
  }

  private func receive(_ connection: Connection, _ recorder: Recorder) async -> Turn {
    var count = 0
    while let message = try? await connection.receive() {
      do throws(RecordingError) {
        try await recorder.record(.message(.server, RecordedEvent.Content(message)))
      } catch {
        return .unwritable(error)
      }
      count += 1
      if count == exitAfter?.messages { return .enough }
    }
    return Task.isCancelled ? .silent : .closed
  }

  private func send(_ input: UserInput, _ connection: Connection, _ recorder: Recorder) async -> Turn {
    for message in messages {
      if let turn = await send(message, connection, recorder) { return turn }
    }
    for await case .line(let line) in input.events {
      input.taken()
      guard let text = String(validating: line, as: UTF8.self) else { return .input }
      if let turn = await send(text, connection, recorder) { return turn }
    }
    return .silent
  }

  private func send(_ text: String, _ connection: Connection, _ recorder: Recorder) async -> Turn? {
    do throws(RecordingError) {
      // Before it is sent: its answer must stand behind it.
      try await recorder.record(.message(.client, .text(text)))
    } catch {
      return .unwritable(error)
    }
    try? await connection.send(.text(text))
    return nil
  }

  private func tell(_ text: String) {
    StandardError.write("tautline record: \(text)\n")
  }
}
