import TautRooms

extension Hub {
  /// Reads what a room remembers; the answer comes as ``HubAction/history(_:_:)``.
  ///
  /// With ``HistoryRequest/waits`` and nothing to tell, it comes with the room's next publication, or after
  /// ``endPoll(_:into:)``. The caller ends a poll that has waited for long enough.
  ///
  /// - Parameters:
  ///   - request: What to read.
  ///   - token: What the caller recognises the answer by.
  ///   - now: The present.
  ///   - output: What to do is added here.
  /// - Returns: The number by which ``endPoll(_:into:)`` knows the request.
  @discardableResult
  public mutating func read(
    _ request: HistoryRequest, token: ReplyToken, at now: Moment, into output: inout HubOutput
  ) -> UInt64 {
    let home = Self.home(of: request.room, loops: loops)
    tickets += 1
    let question = PeerJoin(room: request.room, ticket: tickets, purpose: .history(request))
    questions[question.ticket] = .history(token, request.room, nil)
    if home == loop {
      joined(history(question, request, for: loop, at: now), at: now, into: &output)
    } else {
      output.actions.append(.post(.join(question), to: home))
    }
    return question.ticket
  }

  /// Answers a poll that waits with where the room was when it began to; one that does not wait is ignored.
  public mutating func endPoll(_ number: UInt64, into output: inout HubOutput) {
    guard case .history(let token, let room, let recovery?) = questions[number] else { return }
    questions[number] = nil
    output.actions.append(.history(token, recovery))
    let home = Self.home(of: room, loops: loops)
    if home == loop {
      forgetPoller(of: room, RoomPoller(peer: loop, ticket: number))
    } else {
      output.actions.append(.post(.endPoll(room, ticket: number), to: home))
    }
  }

  /// Answers all polls that wait.
  mutating func endPolls(into output: inout HubOutput) {
    for number in questions.keys { endPoll(number, into: &output) }
  }

  /// Forgets somebody who no longer waits.
  mutating func forgetPoller(of room: RoomName, _ poller: RoomPoller) {
    guard let number = roomNumbers[room] else { return }
    roomTable[number].pollers.removeAll { $0.peer == poller.peer && $0.ticket == poller.ticket }
  }

  /// What the home of a room answers to a reader on the loop `peer`.
  mutating func history(
    _ question: PeerJoin, _ request: HistoryRequest, for peer: Int, at now: Moment
  ) -> PeerJoinAnswer {
    var answer = PeerJoinAnswer(ticket: question.ticket, recovery: nil)
    guard let number = roomNumbers[request.room], let recovery = recovery(request, in: number, at: now) else {
      return answer
    }
    answer.recovery = recovery
    if request.waits, recovery.missed.isEmpty, recovery.gap == nil {
      answer.isWaiting = true
      roomTable[number].pollers.append(RoomPoller(peer: peer, ticket: question.ticket))
    }
    return answer
  }

  private mutating func recovery(_ request: HistoryRequest, in number: Int32, at now: Moment) -> RoomRecovery? {
    roomTable[number].log?.expire(at: now.instant)
    guard let log = roomTable[number].log else { return nil }
    guard let offset = request.offset else {
      var recovery = RoomRecovery(position: log.position)
      if !request.beginsNow { recovery.missed = log.history.latest(request.limit) }
      return recovery
    }
    let epoch = request.isOfUnknownEpoch ? nil : request.epoch ?? log.position.epoch
    var recovery = roomTable[number].log!.recover(from: RecoveryPoint(epoch: epoch, offset: offset), at: now.instant)
    if recovery.missed.count > request.limit {
      recovery.missed.removeLast(recovery.missed.count - request.limit)
      recovery.position.offset = recovery.missed.last?.offset ?? offset
    }
    return recovery
  }

  /// Tells those who poll a room what was published.
  mutating func answerPollers(
    of number: Int32, _ publication: Publication, at now: Moment, into output: inout HubOutput
  ) {
    var recovery = RoomRecovery(position: RoomPosition(epoch: publication.epoch, offset: publication.offset))
    recovery.missed = [publication]
    let pollers = roomTable[number].pollers
    roomTable[number].pollers = []
    for poller in pollers {
      let answer = PeerJoinAnswer(ticket: poller.ticket, recovery: recovery)
      if poller.peer == loop {
        joined(answer, at: now, into: &output)
      } else {
        output.actions.append(.post(.joined(answer), to: poller.peer))
      }
    }
  }
}
