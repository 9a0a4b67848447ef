import TautRooms

extension Hub {
  /// Adds a room whose home this loop is.
  mutating func makeHomeRoom(_ name: RoomName) -> Int32 {
    let log = RoomLog(
      epoch: Epoch(of: name, seed: epochSeed), limits: configuration.history,
      rememberedIDs: configuration.rememberedIDs)
    directory.insert(name)
    var room = HubRoom(name: name, home: loop, log: log)
    if configuration.state.keys > 0 {
      room.states.append(
        RoomState(key: configuration.stateKey, epoch: log.position.epoch, limits: configuration.state))
    }
    return addRoom(room)
  }

  /// Notes what a room costs now, and has the largest rooms forget while all together are too large.
  mutating func keepWithinBudget(_ number: Int32, costing cost: Int) {
    budget.note(cost, of: number)
    while let largest = budget.excess() {
      budget.note(roomTable[largest].forgetOldest(), of: largest)
      counters.forgotten += 1
    }
  }

  /// The room with a name whose home is another loop; it is forgotten when nobody here wants it any more.
  mutating func remoteRoom(_ name: RoomName, home: Int) -> Int32 {
    roomNumbers[name] ?? addRoom(HubRoom(name: name, home: home))
  }

  /// Forgets a room of another loop that nobody here wants any more, and tells its home.
  mutating func releaseRoom(_ number: Int32, into output: inout HubOutput) {
    let room = roomTable[number]
    guard room.log == nil, !room.isWanted else { return }
    output.actions.append(.post(.leave(room.name), to: room.home))
    roomTable.remove(number)
    roomNumbers[room.name] = nil
  }

  private mutating func addRoom(_ room: HubRoom) -> Int32 {
    let number = roomTable.insert(room)
    roomNumbers[room.name] = number
    return number
  }

  /// What asks the home of a room, here or elsewhere.
  mutating func answer(_ purpose: PeerJoin.Purpose, in number: Int32, at now: Moment) -> RoomRecovery? {
    switch purpose {
    case .history, .snapshot, .presence: return nil
    case .subscribe(let since):
      guard let since else { return roomTable[number].log.map { RoomRecovery(position: $0.position) } }
      return roomTable[number].log?.recover(from: since, at: now.instant)
    case .read(let limit):
      roomTable[number].log?.expire(at: now.instant)
      guard let log = roomTable[number].log else { return nil }
      var recovery = RoomRecovery(position: log.position)
      recovery.missed = log.history.latest(limit)
      return recovery
    }
  }

  /// Asks the home of a room that is another loop.
  mutating func ask(_ name: RoomName, _ purpose: PeerJoin.Purpose, home: Int, into output: inout HubOutput) -> UInt64 {
    tickets += 1
    output.actions.append(.post(.join(PeerJoin(room: name, ticket: tickets, purpose: purpose)), to: home))
    return tickets
  }
}
