import TautRooms
import Testing

@Suite struct RoomLogTests {
  let start = ContinuousClock.now
  let epoch = Epoch(rawValue: 1)

  private func log(_ count: UInt64, keeping kept: Int = 1_000, rememberedIDs: Int = 1_000) throws -> RoomLog {
    var limits = HistoryLimits()
    limits.count = kept
    var log = RoomLog(epoch: epoch, limits: limits, rememberedIDs: rememberedIDs)
    for offset in stride(from: 1, through: count, by: 1) {
      log.append(try .sample(offset, id: "id\(offset)"), at: start)
    }
    return log
  }

  private func recover(_ log: RoomLog, since offset: UInt64, epoch: Epoch? = Epoch(rawValue: 1)) -> RoomRecovery {
    var log = log
    return log.recover(from: RecoveryPoint(epoch: epoch, offset: offset), at: start)
  }

  @Test func `offsets count from one`() throws {
    #expect(try log(0).position == RoomPosition(epoch: epoch, offset: 0))
    #expect(try log(3).position == RoomPosition(epoch: epoch, offset: 3))
  }

  @Test func `what was missed is replayed`() throws {
    let recovery = recover(try log(5), since: 3)
    #expect(recovery.position.offset == 5)
    #expect(recovery.missed.map(\.offset) == [4, 5])
    #expect(recovery.gap == nil)
  }

  @Test func `who missed nothing gets nothing`() throws {
    let recovery = recover(try log(5), since: 5)
    #expect(recovery.missed.isEmpty)
    #expect(recovery.gap == nil)
  }

  @Test func `where the history does not reach back, the gap is told and the rest replayed`() throws {
    let recovery = recover(try log(10, keeping: 3), since: 2)
    #expect(recovery.missed.map(\.offset) == [8, 9, 10])
    #expect(recovery.gap == RoomGap(from: 3, to: 7, reason: .historyExpired))
  }

  @Test func `what was forgotten early is a gap`() throws {
    var log = try log(5)
    for _ in 0..<2 { log.forgetOldest() }
    #expect(recover(log, since: 1).gap == RoomGap(from: 2, to: 2, reason: .historyExpired))
    #expect(recover(log, since: 2).gap == nil)
  }

  @Test func `a history that holds the next one has no gap`() throws {
    #expect(recover(try log(10, keeping: 3), since: 7).gap == nil)
  }

  @Test func `an empty history of a room that has had publications is a gap`() throws {
    let recovery = recover(try log(4, keeping: 0), since: 1)
    #expect(recovery.missed.isEmpty)
    #expect(recovery.gap == RoomGap(from: 2, to: 4, reason: .historyExpired))
  }

  @Test(arguments: [nil, Epoch(rawValue: 2)])
  func `another epoch is a gap, and everything that is held is replayed`(other: Epoch?) throws {
    let recovery = recover(try log(4, keeping: 2), since: 4, epoch: other)
    #expect(recovery.missed.map(\.offset) == [3, 4])
    #expect(recovery.gap == RoomGap(from: 1, to: 2, reason: .epochChanged))
    #expect(recover(try log(2), since: 9, epoch: other).gap == RoomGap(from: 1, to: 0, reason: .epochChanged))
  }

  @Test func `an offset that was never given out is a gap`() throws {
    let recovery = recover(try log(4), since: 9)
    #expect(recovery.missed.isEmpty)
    #expect(recovery.gap == RoomGap(from: 5, to: 9, reason: .offsetUnknown))
    #expect(recover(try log(0), since: .max).gap == RoomGap(from: 1, to: .max, reason: .offsetUnknown))
  }

  @Test func `what became too old before the recovery is a gap`() throws {
    var log = try log(4)
    let recovery = log.recover(
      from: RecoveryPoint(epoch: epoch, offset: 1), at: start + .seconds(301))
    #expect(recovery.missed.isEmpty)
    #expect(recovery.gap == RoomGap(from: 2, to: 4, reason: .historyExpired))
  }

  @Test func `what is too old can be forgotten without a recovery`() throws {
    var log = try log(4)
    log.expire(at: start + .seconds(301))
    #expect(log.history.count == 0)
  }

  @Test func `the latest ids are remembered, and no more`() throws {
    let log = try log(10, rememberedIDs: 3)
    #expect((1...10).map { log.offset(ofID: "id\($0)") } == [nil, nil, nil, nil, nil, nil, nil, 8, 9, 10])
    #expect(try self.log(2, rememberedIDs: 0).offset(ofID: "id2") == nil)
    #expect(try self.log(2).offset(ofID: "unknown") == nil)
  }

  @Test func `a publication out of order is a mistake of the caller`() async {
    await #expect(processExitsWith: .failure) {
      var log = RoomLog(epoch: Epoch(rawValue: 1))
      log.append(try .sample(2), at: .now)
    }
    await #expect(processExitsWith: .failure) {
      var log = RoomLog(epoch: Epoch(rawValue: 2))
      log.append(try .sample(1), at: .now)
    }
  }
}
