import TautRooms
import TautStore
import Testing

@Suite struct RoomContractTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  @Test(arguments: EngineKind.allCases) func `a store that was just made has no rooms`(kind: EngineKind) async throws {
    let rooms = try await kind.store(in: folder).rooms(at: 0)
    #expect(rooms.isEmpty)
  }

  @Test(arguments: EngineKind.allCases) func `a room comes back as it was stored`(kind: EngineKind) async throws {
    let store = try kind.store(in: folder)
    let first = StoredPublication(
      offset: 1, id: "a", type: "odds_update", timestamp: 1_000, meta: Array(#"{"priority":"high"}"#.utf8),
      payload: Array(#"{"odds": 1.50}"#.utf8))
    let second = StoredPublication(offset: 2, type: "note", timestamp: 1_001, payload: Array("\"ü\u{0}\"".utf8))
    let epoch = Epoch(rawValue: 0xFEDC_BA98_7654_3210)
    let outcomes = try await store.write([
      .append(RoomAppend(room: .named("mlb"), epoch: epoch, publications: [first, second]))
    ])
    #expect(outcomes == [.done])
    let rooms = try await store.rooms(at: 1_001)
    #expect(
      rooms == [
        StoredRoom(
          name: .named("mlb"), position: RoomPosition(epoch: epoch, offset: 2), publications: [first, second],
          ids: [StoredRoom.PublishID(id: "a", offset: 1)])
      ])
  }

  @Test(arguments: EngineKind.allCases) func `where all is too much the largest rooms come with their latest alone`(
    kind: EngineKind
  ) async throws {
    let store = try kind.store(in: folder)
    try await store.write([
      .append(.numbered(1...40, in: "mlb", size: 1_000)), .append(.numbered(1...4, in: "nba", size: 1_000)),
      .append(.numbered(1...40, in: "nfl", size: 1_000)),
    ])
    let rooms = try await store.rooms(at: 1_000, within: 40_000)
    #expect(rooms.map(\.position.offset) == [40, 4, 40])
    #expect(rooms[1].publications.count == 4)
    for room in [rooms[0], rooms[2]] {
      #expect((8..<20).contains(room.publications.count) && room.publications.last?.offset == 40)
    }
    let none = try await store.rooms(at: 1_000, within: 0)
    #expect(none.allSatisfy { $0.publications.isEmpty } && none.count == 3)
  }

  @Test(arguments: EngineKind.allCases) func `rooms stand in the order of their first publications`(
    kind: EngineKind
  ) async throws {
    let store = try kind.store(in: folder)
    try await store.write([.append(.numbered(1...2, in: "nba")), .append(.numbered(1...1, in: "mlb"))])
    try await store.write([.append(.numbered(3...3, in: "nba"))])
    let rooms = try await store.rooms(at: 1_000)
    #expect(rooms.map(\.name.text) == ["nba", "mlb"])
    #expect(rooms.map { $0.publications.map(\.offset) } == [[1, 2, 3], [1]])
  }

  @Test(arguments: EngineKind.allCases) func `an offset is stored once, and none is left out`(
    kind: EngineKind
  ) async throws {
    let store = try kind.store(in: folder)
    try await store.write([.append(.numbered(1...5))])
    for wrong: ClosedRange<UInt64> in [5...5, 7...7, 1...1] {
      await #expect(throws: StoreError.outOfOrder(room: "mlb", offset: wrong.lowerBound, stored: 5)) {
        try await store.write([.append(.numbered(wrong))])
      }
    }
    await #expect(throws: StoreError.outOfOrder(room: "nba", offset: 2, stored: 0)) {
      try await store.write([.append(.numbered(2...2, in: "nba"))])
    }
    let rooms = try await store.rooms(at: 1_000)
    #expect(rooms.map(\.position.offset) == [5])
  }

  @Test(arguments: EngineKind.allCases) func `a batch is stored whole or not at all`(kind: EngineKind) async throws {
    let store = try kind.store(in: folder)
    await #expect(throws: StoreError.outOfOrder(room: "mlb", offset: 3, stored: 1)) {
      try await store.write([
        .append(.numbered(1...1)), .post(.named("m"), user: "ann"), .append(.numbered(3...3)),
      ])
    }
    let rooms = try await store.rooms(at: 1_000)
    let waiting = try await store.waiting(for: .phone)
    #expect(rooms.isEmpty)
    #expect(waiting.isEmpty)
    try await store.write([.append(.numbered(1...1))])
  }

  @Test(arguments: EngineKind.allCases) func `another epoch begins with 1 and forgets the one before`(
    kind: EngineKind
  ) async throws {
    let store = try kind.store(in: folder)
    try await store.write([.append(.numbered(1...5))])
    await #expect(throws: StoreError.outOfOrder(room: "mlb", offset: 6, stored: 0)) {
      try await store.write([.append(.numbered(6...6, epoch: 8))])
    }
    try await store.write([.append(.numbered(1...2, epoch: 8))])
    let rooms = try await store.rooms(at: 1_000)
    #expect(rooms.map(\.position) == [RoomPosition(epoch: Epoch(rawValue: 8), offset: 2)])
    #expect(rooms[0].publications.map(\.offset) == [1, 2])
  }

  @Test(arguments: EngineKind.allCases) func `a history is bounded by count, bytes and age`(
    kind: EngineKind
  ) async throws {
    var limits = StoreLimits()
    limits.history.count = 10
    limits.history.bytes = 1_000
    limits.history.age = .seconds(1)
    let store = try kind.store(limits, in: folder)
    for offset in UInt64(1)...95 { try await store.write([.append(.numbered(offset...offset))]) }
    let few = try await store.rooms(at: 1_000)
    #expect(few[0].publications.map(\.offset) == Array(86...95))
    try await store.write([.append(.numbered(96...99, size: 300))])
    let small = try await store.rooms(at: 1_000)
    #expect(small[0].publications.map(\.offset) == [97, 98, 99])
    let young = try await store.rooms(at: 2_001)
    #expect(young[0].publications.isEmpty)
    #expect(young[0].position.offset == 99)
  }

  @Test(arguments: EngineKind.allCases) func `ids of publishes outlive the publications, and are bounded`(
    kind: EngineKind
  ) async throws {
    var limits = StoreLimits()
    limits.history.count = 1
    limits.rememberedIDs = 3
    let store = try kind.store(limits, in: folder)
    for offset in UInt64(1)...9 {
      var publication = StoredPublication.numbered(offset)
      publication.id = "p\(offset % 5)"
      try await store.write([
        .append(RoomAppend(room: .named("mlb"), epoch: Epoch(rawValue: 7), publications: [publication]))
      ])
    }
    let rooms = try await store.rooms(at: 1_000)
    #expect(rooms[0].publications.map(\.offset) == [9])
    #expect(rooms[0].ids.map(\.id) == ["p2", "p3", "p4"])
    #expect(rooms[0].ids.map(\.offset) == [7, 8, 9])
  }

  @Test(arguments: EngineKind.allCases) func `a sweep forgets what is too old in quiet rooms`(
    kind: EngineKind
  ) async throws {
    let store = try kind.store(in: folder)
    try await store.write([
      .append(.numbered(1...2)), .append(.numbered(1...1, in: "nba", timestamp: 900_000)),
    ])
    let outcomes = try await store.write([.sweep(at: 400_000)])
    #expect(outcomes == [.done])
    let rooms = try await store.rooms(at: 0)
    #expect(rooms.map(\.publications.count).last == 1)
    #expect(rooms.map(\.position.offset) == [2, 1])
  }
}
