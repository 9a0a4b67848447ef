import Glibc
internal import TautClient
internal import TautFraming
internal import TautHandshake
internal import TautWebSocket

/// What `tautline sub` does: one connection after the other, one room.
final class RoomSubscriber {
  /// How one connection ended.
  private enum Ending {
    /// The command is done.
    case exit(ExitCode)
    /// Connect again, after this time or the plan's; the code is for giving up.
    case again(String, after: Duration?, ExitCode)
  }

  private let command: SubCommand
  private var follower: RoomFollower
  private var plan: ReconnectPlan
  private var remaining: Int
  /// The time that the server wants this client to stay away.
  private var wantedDelay: Duration?

  /// A subscriber that begins where `command` says.
  init(_ command: SubCommand) {
    self.command = command
    follower = RoomFollower(room: command.room, filters: command.filters, since: command.since)
    plan = ReconnectPlan(limit: command.maximumAttempts)
    remaining = command.exitAfter?.messages ?? .max
  }

  /// Follows the room until something ends it for good.
  func run() async -> ExitCode {
    while !Task.isCancelled {
      switch await attempt() {
      case .exit(let code): return code
      case .again where Task.isCancelled: return .success
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

  // MARK: One connection

  private func attempt() async -> Ending {
    do throws(ConnectError) {
      return await follow(try await Connection.open(command.url, options: command.connection.options))
    } catch {
      guard isFinal(error) else { return .again(error.sentence, after: nil, ExitCode(error)) }
      tell(error.sentence)
      return .exit(ExitCode(error))
    }
  }

  /// Whether another attempt would end in the same way.
  private func isFinal(_ error: ConnectError) -> Bool {
    switch error {
    case .url, .options, .tls: true
    // Before the first success it is a mistake in the command line more often than a server that starts.
    case .upgrade(.refused(let refusal)): !plan.hasSucceeded && (400..<500).contains(refusal.status.code)
    default: false
    }
  }

  private func follow(_ connection: Connection) async -> Ending {
    wantedDelay = nil
    do throws(ConnectionError) {
      try await connection.send(.text(follower.request(at: Self.milliseconds)))
      while let message = try await connection.receive() {
        guard case .text(let text) = message, let action = follower.receive(text, at: Self.milliseconds) else {
          continue
        }
        guard let code = try await perform(action, connection) else { continue }
        await connection.close()
        return .exit(code)
      }
    } catch {
      if case .cancelled = error { await connection.close() }
    }
    return ending(await connection.ended())
  }

  /// Does what the follower wants, and returns the exit code when that is all.
  private func perform(
    _ action: RoomFollower.Action, _ connection: Connection
  ) async throws(ConnectionError) -> ExitCode? {
    switch action {
    case .subscribed(let position, let recovered, let gap):
      plan.succeed()
      tell("subscribed to \(command.room) at \(position.epoch):\(position.offset)\(recovered ? ", recovered" : "")")
      if let gap { tell("messages are lost: \(gap)") }
    case .deliver(let message):
      guard show(message) else { return .output }
      remaining -= 1
      return remaining == 0 ? .success : nil
    case .refused(let reason):
      tell("the subscription is refused: \(reason)")
      return .refused
    case .reconnect(let after, let reason):
      wantedDelay = after
      tell("the server asks to connect again" + (reason.isEmpty ? "" : ": \(reason.shown)"))
    case .answer(let text): try await connection.send(.text(text))
    case .note(let text): tell(text)
    }
    return nil
  }

  private func ending(_ summary: CloseSummary) -> Ending {
    let code = summary.code
    let reason = summary.reason.isEmpty ? "" : " '\(summary.reason.shown)'"
    let text = "closed with \(code) (\(CloseMeaning.phrase(code.rawValue)))\(reason)"
    // A normal closure is the server's end, not the room's: it may be back in a moment.
    if code.shouldReconnect || code == .normalClosure { return .again(text, after: wantedDelay, ExitCode(summary)) }
    tell(text)
    return .exit(ExitCode(summary))
  }

  // MARK: Telling

  private func show(_ message: RoomMessage) -> Bool {
    guard !command.isJSON, isatty(STDOUT_FILENO) == 1 else { return StandardOutput.write(message.record) }
    let style = Terminal.style(for: STDOUT_FILENO, wanted: command.usesColor)
    return StandardOutput.write(message.text(style, columns: Terminal.columns) + "\n")
  }

  private func tell(_ text: String) {
    let style = Terminal.style(for: STDERR_FILENO, wanted: command.usesColor)
    StandardError.write(style.paint("tautline sub: \(text)", .note) + "\n")
  }

  /// Milliseconds since 1970.
  private static var milliseconds: Int64 { Int64(time(nil)) * 1000 }
}
