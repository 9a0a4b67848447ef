import TautRooms
import Testing

@Suite struct StoredRoomTests {
  let epoch = Epoch(rawValue: 7)
  let now = ContinuousClock.now

  @Test func `a log goes on where a stored one ended`() {
    var log = RoomLog(
      at: RoomPosition(epoch: epoch, offset: 5), ids: [StoredRoom.PublishID(id: "a", offset: 2)], rememberedIDs: 1)
    #expect(log.position == RoomPosition(epoch: epoch, offset: 5))
    #expect(log.offset(ofID: "a") == 2)
    for offset in UInt64(4)...5 { log.restore(.numbered(offset, in: epoch), from: now - .seconds(10)) }
    log.append(.numbered(6, in: epoch), at: now)
    let recovery = log.recover(from: RecoveryPoint(epoch: epoch, offset: 1), at: now)
    #expect(recovery.missed.map(\.offset) == [4, 5, 6])
    #expect(recovery.gap == RoomGap(from: 2, to: 3, reason: .historyExpired))
  }

  @Test func `a log whose publications are all too old tells a gap up to its position`() {
    var log = RoomLog(at: RoomPosition(epoch: epoch, offset: 5), ids: [])
    log.restore(.numbered(5, in: epoch), from: now - .seconds(301))
    let recovery = log.recover(from: RecoveryPoint(epoch: epoch, offset: 3), at: now)
    #expect(recovery.missed.isEmpty)
    #expect(recovery.gap == RoomGap(from: 4, to: 5, reason: .historyExpired))
    #expect(recovery.position.offset == 5)
  }

  @Test func `stored things are values`() throws {
    let publication = StoredPublication(offset: 1, type: "note", timestamp: 1, meta: [1, 2], payload: [1, 2, 3])
    #expect(publication.size == 5 && publication.id == nil)
    let name = try RoomName("mlb")
    let append = RoomAppend(room: name, epoch: epoch, publications: [publication])
    #expect(append == RoomAppend(room: name, epoch: epoch, publications: [publication]))
    let room = StoredRoom(name: name, position: RoomPosition(epoch: epoch, offset: 1), publications: [publication])
    #expect(room.ids.isEmpty && room.publications == [publication])
  }
}

extension Publication {
  fileprivate static func numbered(_ offset: UInt64, in epoch: Epoch) -> Publication {
    let name: RoomName
    do { name = try RoomName("mlb") } catch { preconditionFailure("\(error)") }
    return Publication(
      room: name, epoch: epoch, offset: offset, type: "note", timestamp: 1, message: [0x31], payload: 0..<1)
  }
}
