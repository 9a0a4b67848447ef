import TautRooms

extension Hub {
  /// Handles a message that the hub of another loop posted.
  public mutating func receive(
    _ message: PeerMessage, from peer: Int, at now: Moment, into output: inout HubOutput
  ) {
    switch message {
    case .publication(let publication):
      guard let number = roomNumbers[publication.room] else { return }
      roomTable[number].told = RoomPosition(epoch: publication.epoch, offset: publication.offset)
      fanOut(publication, in: number, into: &output)
      if roomTable[number].shaped != nil { shape(publication, in: number, at: now, into: &output) }
    case .join(let question): join(question, from: peer, at: now, into: &output)
    case .joined(let answer): joined(answer, at: now, into: &output)
    case .leave(let name):
      guard let number = roomNumbers[name] else { return }
      roomTable[number].listeners.removeAll { $0 == peer }
    case .presence(let name, let member, let count):
      guard let number = roomNumbers[name] else { return }
      update(member, count, from: peer, in: number, at: now, into: &output)
    case .watchPresence(let name, let isWatching):
      guard let number = roomNumbers[name] else { return }
      setPresenceListener(peer, isWatching, in: number)
    case .presenceChanged(let name, let changes, let count):
      guard let number = roomNumbers[name] else { return }
      tell(changes, count, in: number, at: now, into: &output)
    case .endPoll(let name, let ticket): forgetPoller(of: name, RoomPoller(peer: peer, ticket: ticket))
    case .publish(let request, let token):
      publishHere(request, for: Publisher(token: token, loop: peer), at: now, into: &output)
    case .published(let token, let receipt):
      answer(Publisher(token: token, loop: loop), receipt, at: now, into: &output)
    case .publishFailed(let token, let error):
      answer(Publisher(token: token, loop: loop), error, at: now, into: &output)
    case .created(let name):
      if directory.insert(name) { cover(newRoom: name, at: now, into: &output) }
    }
    closeOverfull(at: now, into: &output)
  }

  private mutating func join(_ question: PeerJoin, from peer: Int, at now: Moment, into output: inout HubOutput) {
    if case .history(let request) = question.purpose {
      return output.actions.append(.post(.joined(history(question, request, for: peer, at: now)), to: peer))
    }
    var answer = PeerJoinAnswer(ticket: question.ticket, recovery: nil)
    if case .snapshot(let key, let filter) = question.purpose {
      answer.snapshot = snapshot(of: question.room, key, filter)
    } else if case .presence(let limit) = question.purpose {
      answer.presence = presenceStatus(of: question.room, limit: limit)
    } else if let number = roomNumbers[question.room] {
      answer.recovery = self.answer(question.purpose, in: number, at: now)
      if case .subscribe = question.purpose, !roomTable[number].listeners.contains(peer) {
        roomTable[number].listeners.append(peer)
      }
    }
    output.actions.append(.post(.joined(answer), to: peer))
  }

  /// Takes the answer to a question of this loop.
  mutating func joined(_ answer: PeerJoinAnswer, at now: Moment, into output: inout HubOutput) {
    // Who asked may be gone.
    guard let question = questions.removeValue(forKey: answer.ticket) else { return }
    switch question {
    case .subscribe(let number):
      if let recovery = answer.recovery {
        roomTable[subscriptions[number].room].told = recovery.position
        complete(number, recovery, at: now, into: &output)
      } else {
        refusePending(number, at: now, into: &output)
      }
    case .props(let request): self.answer(request, answer.recovery, at: now, into: &output)
    case .presence(let asker): self.answer(asker, answer.presence, at: now, into: &output)
    case .snapshot(let number, let index): note(answer.snapshot, number, index, at: now, into: &output)
    case .history(let token, let room, _) where answer.isWaiting:
      questions[answer.ticket] = .history(token, room, answer.recovery)
    case .history(let token, _, _): output.actions.append(.history(token, answer.recovery))
    }
  }
}
