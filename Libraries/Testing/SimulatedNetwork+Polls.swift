import TautBytes
import TautEnvelope
import TautHub
import TautJSON
import TautRooms
import TautSession

/// Polls over HTTP, which proxies let through: they reach the hub as `GET /ws/v2/poll` does in the real server.
extension SimulatedNetwork {
  /// How long a client waits for an answer that does not come.
  private static let patience: Int64 = 10_000_000_000

  func poll(_ room: String, _ since: SubscribeSince?, ticket: UInt64, _ owner: SimulatedClient, _ client: Int) {
    if owner.bug == .missedPoll, ticket.isMultiple(of: 2) {
      return owner.session.receivePollEnd(ticket: ticket, into: &owner.output)
    }
    observer?.network(self, told: client, .polling(room: room))
    guard let name = try? RoomName(room) else { return }
    var request = HistoryRequest(room: name, offset: since?.offset, limit: 100)
    request.beginsNow = request.offset == nil
    if let since {
      request.epoch = Epoch(since.epoch)
      request.isOfUnknownEpoch = request.epoch == nil
    }
    let poll = SimulatedPoll(client: client, launch: owner.launches, ticket: ticket, request)
    if owner.unreachableUntil > time { return end(poll, .failure(.init(text: "timed out")), after: Self.patience) }
    // Three ways: SYN, its answer, and the request.
    events.add(
      .pollArrives(poll), at: time + 3 * conditions.latency.nanoseconds + chance(0...conditions.jitter.nanoseconds))
  }

  func arriveAtServer(_ poll: SimulatedPoll) {
    guard hub != nil else { return end(poll, .failure(.init(text: "connection refused")), after: way()) }
    guard refusesUntil <= time else { return end(poll, .failure(.init(text: "HTTP 503")), after: way()) }
    pollsEver += 1
    polls[pollsEver] = poll
    hub!.read(poll.request, token: ReplyToken(rawValue: pollsEver), at: moment, into: &hubOutput)
    serve()
  }

  /// The hub answers a poll.
  func answer(_ token: ReplyToken, _ recovery: RoomRecovery?) {
    guard let poll = polls.removeValue(forKey: token.rawValue) else { return }
    guard let recovery else { return end(poll, .failure(.init(text: "HTTP 404")), after: way()) }
    var json = JSONWriter()
    json.beginObject()
    recovery.writeMembers(to: &json, of: poll.request.room)
    json.endObject()
    end(poll, .success(json.bytes), after: way())
  }

  private func way() -> Int64 { conditions.latency.nanoseconds + chance(0...conditions.jitter.nanoseconds) }

  private func end(_ poll: SimulatedPoll, _ answer: Result<[UInt8], SimulatedPoll.Failure>, after delay: Int64) {
    poll.answer = answer
    events.add(.pollEnds(poll), at: time + delay)
  }

  func arriveAtClient(_ poll: SimulatedPoll) {
    let owner = clients[poll.client]
    guard owner.asleepUntil <= time else { return events.add(.pollEnds(poll), at: owner.asleepUntil) }
    // Whoever asked may be dead.
    guard let answer = poll.answer, poll.launch == owner.launches else { return }
    if owner.unreachableUntil > time, case .success = answer {
      return end(poll, .failure(.init(text: "timed out")), after: Self.patience)
    }
    observer?.network(self, told: poll.client, .polled(room: poll.request.room.text))
    switch answer {
    case .success(let bytes):
      let ticket = owner.bug == .mixedPolls ? poll.ticket - 1 : poll.ticket
      bytes.withBytes { owner.session.receivePollAnswer($0, ticket: ticket, at: now, into: &owner.output) }
      if owner.bug == .mixedPolls { owner.session.receivePollEnd(ticket: poll.ticket, into: &owner.output) }
      perform(owner, poll.client, bytes)
    case .failure(let failure):
      owner.session.receivePollEnd(ticket: poll.ticket, failure: failure.text, into: &owner.output)
      perform(owner, poll.client, [])
    }
  }
}
