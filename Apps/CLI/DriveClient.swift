internal import TautClient
internal import TautEnvelope
internal import TautJSON
internal import TautSession
internal import TautWebSocket

/// A client that `tautline drive` steers: it connects again, subscribes again, and tells what happens.
struct DriveClient {
  private let client: Client
  private let events = DriveEvents()

  /// Begins to connect.
  init(_ target: DriveClientTarget) async throws(ConnectError) {
    client = try await Client.prepared(target.configuration)
    let events = events
    let states = await client.states()
    let messages = await client.messages()
    Task {
      for await change in states { await events.add(.phase(change.to, error: change.reason.error)) }
    }
    Task {
      for await message in messages { await events.add(.message(message)) }
    }
    await client.connect()
  }

  /// Does what a request asks for.
  func perform(_ operation: DriveClientOperation) async -> DriveAnswer {
    do throws(SessionError) {
      switch operation {
      case .subscribe(let room, let filters): return try await subscribe(to: room, filters)
      case .request(let type, let payload, let timeout):
        return .replied(try await client.request(MessageType(type), json: payload, timeout: timeout))
      case .tell(let type, let payload):
        try await client.send(MessageType(type), json: payload)
        return .ok
      case .next(let timeout):
        guard let event = await events.next(within: timeout) else { return .timeout }
        return .event(event)
      case .phase: return .state((await client.phase()).rawValue, nil)
      case .leave:
        await client.close()
        return .ok
      }
    } catch {
      return .clientFailed(error)
    }
  }

  private func subscribe(to room: String, _ filters: String?) async throws(SessionError) -> DriveAnswer {
    let subscription = try await client.subscribe(to: room, as: Ignored.self, filters: filters)
    let events = events
    Task {
      for await event in subscription.events {
        switch event {
        case .subscribed: await events.add(.subscribed(room))
        case .gap(let gap): await events.add(.gap(room, gap))
        case .refused(let error): await events.add(.refused(room, error))
        // That the client gave up is told by its phase.
        case .message, .interrupted: continue
        }
      }
    }
    return .ok
  }

  /// Ends everything.
  func end() async {
    await client.close()
  }
}

/// The content of messages, which are told as they came.
private struct Ignored: Decodable, Sendable {}
