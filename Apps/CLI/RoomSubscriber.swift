import Glibc
internal import TautClient
internal import TautEnvelope
internal import TautEventLoop
internal import TautHandshake
internal import TautJSON
internal import TautSession
internal import TautWebSocket

/// What `tautline sub` does: follow one room, over as many connections as it takes.
struct RoomSubscriber: Sendable {
  private let command: SubCommand
  private let reporter: SessionReporter

  /// A subscriber that begins where `command` says.
  init(_ command: SubCommand) {
    self.command = command
    reporter = SessionReporter(
      "sub", command.clientConfiguration.session, tellsEvents: command.session.tellsEvents,
      usesColor: command.usesColor)
  }

  /// Follows the room until something ends it for good.
  func run() async -> ExitCode {
    do {
      _ = try WebSocketURL(command.url)
      let client = try await Client.prepared(command.clientConfiguration)
      let code = await follow(client)
      await client.close()
      // One turn of the loop later what was to be sent is sent.
      _ = await client.phase()
      return code
    } catch {
      StandardError.write("tautline sub: \(error)\n")
      return error is WebSocketURLError ? .usage : .unreachable
    }
  }

  private func follow(_ client: Client) async -> ExitCode {
    let changes = await client.states()
    let events: SubscriptionEvents
    do throws(SessionError) {
      events = try await client.subscribe(
        to: command.room, as: Unread.self, filters: filters, delivery: command.delivery,
        since: command.since.map { SubscribeSince(epoch: $0.epoch, offset: $0.offset) }
      ).events
    } catch {
      await reporter.failed(error)
      return ExitCode(error)
    }
    await client.connect()
    return await withTaskGroup(of: ExitCode?.self) { group in
      group.addTask { await watch(changes) }
      // On the loop's own thread: a message then changes no threads.
      group.addTask(executorPreference: client.loop.executor) { await receive(events) }
      defer { group.cancelAll() }
      for await code in group {
        if let code { return code }
      }
      return .success
    }
  }

  /// Messages are printed as they are spelled, and never read.
  private struct Unread: Decodable, Sendable {}

  private var filters: String? {
    guard !command.filters.isEmpty else { return nil }
    var json = JSONWriter()
    FilterOption.write(command.filters, to: &json)
    return String(decoding: json.bytes, as: UTF8.self)
  }

  private func watch(_ changes: ClientStream<SessionChange>) async -> ExitCode? {
    for await change in changes {
      if let code = await reporter.report(change) { return code }
    }
    return nil
  }

  private func receive(_ events: SubscriptionEvents) async -> ExitCode? {
    var remaining = command.exitAfter?.messages ?? .max
    var epoch: String?
    for await event in events {
      if case .message(let message) = event {
        guard show(RoomMessage(message, room: command.room, epoch: epoch)) else { return .output }
        remaining -= 1
        if remaining == 0 { return .success }
      } else if case .subscribed(let place, let isRecovered) = event {
        epoch = place.epoch
        await reporter.subscribed(to: command.room, at: place, isRecovered: isRecovered)
      } else if case .gap(let gap) = event {
        await reporter.lost(gap, of: command.room)
      } else if case .refused(let error) = event {
        await reporter.refused(error, room: command.room)
        return .refused
      }
    }
    return nil
  }

  private func show(_ message: RoomMessage) -> Bool {
    guard !command.isJSON, isatty(STDOUT_FILENO) == 1 else { return StandardOutput.write(message.record) }
    let style = Terminal.style(for: STDOUT_FILENO, wanted: command.usesColor)
    return StandardOutput.write(message.text(style, columns: Terminal.columns) + "\n")
  }
}

extension RoomMessage {
  /// A message that a client received.
  init(_ message: ClientMessage, room: String, epoch: String?) {
    self.init(
      room: message.room ?? room, type: message.type.rawValue, epoch: epoch, offset: message.offset, id: message.id,
      timestamp: message.timestamp, payload: message.payload)
  }
}
