import Glibc
internal import TautClient
internal import TautFraming
internal import TautHandshake
internal import TautWebSocket

extension SubCommand {
  /// How one connection ended.
  private enum Ending {
    /// The command is done.
    case exit(ExitCode)
    /// Connect again, after this time or the plan's.
    case again(String, after: Duration?, ExitCode)
  }

  /// Follows the room until the user, `--exit-after` or the server ends it.
  func run() async -> ExitCode {
    guard let time = exitAfter?.time else { return await follow() }
    return await withTaskGroup(of: ExitCode.self) { group in
      group.addTask { await follow() }
      group.addTask {
        try? await Task.sleep(for: time)
        return .success
      }
      defer { group.cancelAll() }
      return await group.next() ?? .success
    }
  }

  private func follow() async -> ExitCode {
    var follower = RoomFollower(room: room, filters: filters, since: since)
    var plan = ReconnectPlan(limit: maximumAttempts)
    var remaining = exitAfter?.messages ?? .max
    while !Task.isCancelled {
      switch await attempt(&follower, &plan, &remaining) {
      case .exit(let code): return code
      case .again(let reason, let wanted, let code):
        guard let delay = plan.fail() else {
          tell("\(reason); giving up after \(plan.failures) attempts")
          return code
        }
        tell("\(reason); connecting again in \(EventText.text(wanted ?? delay))")
        try? await Task.sleep(for: wanted ?? delay)
      }
    }
    return .success
  }

  private func attempt(
    _ follower: inout RoomFollower, _ plan: inout ReconnectPlan, _ remaining: inout Int
  ) async -> Ending {
    do throws(ConnectError) {
      let connection = try await Connection.open(url, options: connection.options)
      return await follow(connection, &follower, &plan, &remaining)
    } catch {
      // The first refusal is a mistake in the command line more often than a server that starts.
      if case .upgrade(.refused(let refusal)) = error, !plan.hasSucceeded, refusal.status.code < 500 {
        tell("\(error)")
        return .exit(.handshakeRefused)
      }
      switch error {
      case .url, .options, .tls:
        tell("\(error)")
        return .exit(ExitCode(error))
      default: return .again("\(error)", after: nil, ExitCode(error))
      }
    }
  }

  private func follow(
    _ connection: Connection, _ follower: inout RoomFollower, _ plan: inout ReconnectPlan, _ remaining: inout Int
  ) async -> Ending {
    var delay: Duration?
    do throws(ConnectionError) {
      try await connection.send(.text(follower.request(at: Self.milliseconds)))
      while let message = try await connection.receive() {
        guard case .text(let text) = message else { continue }
        switch follower.receive(text, at: Self.milliseconds) {
        case .subscribed(let position, let recovered, let gap):
          plan.succeed()
          tell("subscribed to \(room) at \(position.epoch):\(position.offset)\(recovered ? ", recovered" : "")")
          if let gap { tell("messages are lost: \(gap)") }
        case .deliver(let message):
          guard show(message) else { return .exit(.output) }
          remaining -= 1
          if remaining == 0 {
            await connection.close()
            return .exit(.success)
          }
        case .refused(let reason):
          await connection.close()
          tell("the subscription is refused: \(reason)")
          return .exit(.refused)
        case .reconnect(let after, let reason):
          delay = after
          tell("the server asks to connect again" + (reason.isEmpty ? "" : ": \(reason.shown)"))
        case .answer(let text): try await connection.send(.text(text))
        case .note(let text): tell(text)
        case nil: break
        }
      }
    } catch {
      if case .cancelled = error { await connection.close() }
    }
    return ending(await connection.ended(), after: delay)
  }

  private func ending(_ summary: CloseSummary, after delay: Duration?) -> Ending {
    let code = summary.code
    let text = "closed with \(code) (\(CloseMeaning.phrase(code.rawValue)))"
    // A normal end is the server's, not the room's: it may be back in a moment.
    guard code.shouldReconnect || code == .normalClosure else {
      tell(summary.reason.isEmpty ? text : "\(text) '\(summary.reason.shown)'")
      return .exit(ExitCode(summary))
    }
    return .again(text, after: delay, ExitCode(summary))
  }

  private func show(_ message: RoomMessage) -> Bool {
    guard !isJSON, isatty(STDOUT_FILENO) == 1 else { return StandardOutput.write(message.record) }
    let style = Terminal.style(for: STDOUT_FILENO, wanted: usesColor)
    return StandardOutput.write(message.text(style, columns: Terminal.columns) + "\n")
  }

  private func tell(_ text: String) {
    let style = Terminal.style(for: STDERR_FILENO, wanted: usesColor)
    StandardError.write(style.paint("tautline sub: \(text)", .note) + "\n")
  }

  /// Milliseconds since 1970.
  private static var milliseconds: Int64 { Int64(time(nil)) * 1000 }
}
