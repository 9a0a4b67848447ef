internal import TautClient
internal import TautFraming
internal import TautWebSocket

extension ConnectCommand {
  /// Opens the connection and talks until one side ends it.
  func run() async -> ExitCode {
    let pings = PingTimes()
    let isInteractive = Terminal.isInteractive && !echoes
    let console = isInteractive ? Console(history: HistoryFile.standard?.load() ?? History()) : nil
    let screen = Screen(console: console, isJSON: isJSON, usesColor: usesColor)
    if let preset = session.preset {
      let code = await LastingConversation(self, preset, screen, console, pings).run()
      console?.stop()
      return code
    }
    do throws(ConnectError) {
      let connection = try await open(screen, pings)
      screen.show(.opened(connection, to: url))
      let conversation = Conversation(self, connection, screen, console, pings)
      let code = await conversation.run()
      console?.stop()
      return code
    } catch {
      screen.warn("tautline connect: \(error.sentenceWithAdvice)")
      return ExitCode(error)
    }
  }

  private func open(_ screen: Screen, _ pings: PingTimes) async throws(ConnectError) -> Connection {
    var options = connection.options
    if echoes {
      // At once, so that what is owed is sent even where the peer breaks a rule right after its message.
      options.answer = { $0 }
    } else {
      options.observe = { event in
        switch event {
        case .ping(let payload): screen.show(.ping(payload))
        case .pong(let payload): screen.show(.pong(payload, after: pings.time(since: payload)))
        }
      }
    }
    return try await Connection.open(url, options: options)
  }
}
