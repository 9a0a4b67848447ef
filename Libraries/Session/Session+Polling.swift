public import TautEnvelope
import TautJSON

extension Session {
  /// Polls the rooms that are due, one question for each.
  mutating func pollRooms(at now: ContinuousClock.Instant, into output: inout SessionOutput) {
    guard !isSuspended, let time = nextPoll, now >= time else { return }
    guard polls else { return nextPoll = nil }
    nextPoll = now + configuration.pollInterval
    // Without the token that is being asked for, a poll would be refused.
    if case .asking = stage, token == nil { return }
    for index in rooms.indices where rooms[index].ticket == nil {
      tickets += 1
      rooms[index].ticket = tickets
      output.actions.append(.fetch(ticket: tickets, room: rooms[index].name, since: rooms[index].since))
    }
  }

  /// Whether there is no connection, and the rooms are polled in its place.
  private var polls: Bool {
    guard open == nil, !isSimulating else { return false }
    return phase == .fallback ? configuration.fallback == .poll : configuration.pollsWhileDisconnected
  }

  /// Lets the rooms be polled while there is no connection.
  mutating func schedulePoll(at now: ContinuousClock.Instant) {
    guard configuration.pollsWhileDisconnected, nextPoll == nil else { return }
    nextPoll = now + configuration.pollInterval
  }

  /// Handles the whole answer to a poll, as the server's `/ws/v2/poll` gives it: `{room, epoch, offset, messages[], gap?}`.
  ///
  /// The socket and the polls share the rooms' positions, so that nothing is seen twice. Slices in the output are of `bytes`.
  public mutating func receivePollAnswer(
    _ bytes: RawSpan, ticket: UInt64, at now: ContinuousClock.Instant, into output: inout SessionOutput
  ) {
    guard let index = room(polledBy: ticket) else { return }
    guard let answer = try? JSONScanner().scan(bytes),
      let epoch = answer.member("epoch", in: bytes)?.string(in: bytes),
      let offset = answer.member("offset", in: bytes)?.int64(in: bytes).flatMap(UInt64.init(exactly:)),
      let messages = answer.member("messages", in: bytes)
    else { return receivePollEnd(ticket: ticket, failure: "the answer cannot be read", into: &output) }
    let gap = answer.member("gap", in: bytes).flatMap { SessionGap($0, in: bytes) }
    receivePoll(at: SubscribeSince(epoch: epoch, offset: offset), gap: gap, ticket: ticket, into: &output)
    var elements = JSONElements(of: messages)
    while let element = elements.next(in: bytes) {
      guard let incoming = IncomingMessage(polled: element, in: bytes) else { continue }
      var message = incoming.message
      route(&message, epoch: incoming.epoch, to: index, isFiltered: false, in: bytes, into: &output)
      if !message.subscriptions.isEmpty { output.actions.append(.deliver(message)) }
    }
    receivePollEnd(ticket: ticket, into: &output)
  }

  /// Handles one message that a poll brought, in the dialect's spelling; first those with the lowest offsets.
  ///
  /// The socket and the polls share the rooms' positions, so that nothing is seen twice. Of one answer, call
  /// ``receivePoll(at:gap:ticket:into:)`` first, then this for each message, and ``receivePollEnd(ticket:failure:into:)``
  /// last.
  public mutating func receivePolled(
    _ bytes: RawSpan, ticket: UInt64, at now: ContinuousClock.Instant, into output: inout SessionOutput
  ) {
    guard let incoming = try? IncomingMessage(bytes, configuration.dialect), let name = incoming.message.room,
      let index = rooms.find(name, in: bytes), rooms[index].ticket == ticket
    else { return }
    var message = incoming.message
    route(&message, epoch: incoming.epoch, to: index, isFiltered: false, in: bytes, into: &output)
    if !message.subscriptions.isEmpty { output.actions.append(.deliver(message)) }
  }

  /// Takes over where a poll says that the room stands, before its messages.
  public mutating func receivePoll(
    at place: SubscribeSince, gap: SessionGap?, ticket: UInt64, into output: inout SessionOutput
  ) {
    guard let index = room(polledBy: ticket) else { return }
    settle(index, place, gap, gap == nil, into: &output)
  }

  /// Records that a poll is over, with an error where it failed.
  public mutating func receivePollEnd(ticket: UInt64, failure: String? = nil, into output: inout SessionOutput) {
    guard let index = room(polledBy: ticket) else { return }
    rooms[index].ticket = nil
    if let failure { output.actions.append(.note(.pollFailed(room: rooms[index].name, failure))) }
  }

  private func room(polledBy ticket: UInt64) -> Int? {
    rooms.indices.first { rooms[$0].ticket == ticket }
  }
}
