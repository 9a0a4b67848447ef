import TautRooms
import Testing

@testable import TautStore

@Suite struct SQLiteFileTests {
  let folder: TemporaryFolder
  let file: String

  init() throws {
    folder = try TemporaryFolder()
    file = folder.file("store.db")
  }

  private func change(_ sql: String) throws {
    let database = try SQLDatabase(file: file)
    try database.script(sql)
  }

  @Test func `a database of another program is left alone`() throws {
    try change("CREATE TABLE letters (text TEXT)")
    #expect(throws: StoreError.foreign(file: file)) { try SQLiteEngine(file: file) }
  }

  @Test func `a newer schema is not touched`() throws {
    _ = try SQLiteEngine(file: file)
    try change("PRAGMA user_version = 99")
    #expect(throws: StoreError.newer(file: file, version: 99, supported: 4)) { try SQLiteEngine(file: file) }
  }

  @Test(arguments: 0..<4) func `a file with an older schema is brought up to date and keeps what it holds`(
    steps: Int
  ) throws {
    try make(upTo: steps)
    let engine = try SQLiteEngine(file: file)
    #expect(try engine.database.integer("PRAGMA user_version") == 4)
    _ = try engine.perform([[.post(.named("a"), user: "ann"), .revoke(Revocation(.token("t"), time: 1))]])
    let conversation = StoredConversation(user: "ann", name: "c", content: [1], used: 2_000)
    _ = try engine.perform([[.keep(conversation)]])
    #expect(try engine.conversation("c", of: "ann", at: 2_000) == conversation)
    if steps > 0 { _ = try engine.perform([[.append(.numbered(6...6))]]) }
  }

  /// Makes a file as a version with so many steps would have left it.
  private func make(upTo steps: Int) throws {
    let database = try SQLDatabase(file: file)
    try database.migrate(Array(SQLiteSchema.steps.prefix(steps)))
    if steps > 0 { try database.script("INSERT INTO rooms (name, epoch, offset) VALUES ('mlb', 7, 5)") }
    #expect(try database.integer("PRAGMA user_version") == Int64(steps))
  }

  @Test func `a step that fails leaves the file at the version before it`() throws {
    let database = try SQLDatabase(file: file)
    #expect(throws: StoreError.self) { try database.migrate([SQLiteSchema.steps[0], "CREATE TABLE rooms (x)"]) }
    #expect(try database.integer("PRAGMA user_version") == 1)
    #expect(!database.isInTransaction)
  }

  @Test func `a full disk refuses a batch, keeps what is there, and goes on when there is space`() throws {
    let engine = try SQLiteEngine(file: file)
    _ = try engine.perform([[.append(.numbered(1...3))]])
    let pages = try #require(try engine.database.integer("PRAGMA page_count"))
    try engine.database.script("PRAGMA max_page_count = \(pages + 1)")
    #expect(throws: StoreError.full(file: file)) { try engine.perform([[.append(.numbered(4...4, size: 100_000))]]) }
    #expect(!engine.database.isInTransaction)
    var offsets: [UInt64] = []
    try engine.rooms(at: 1_000) { offsets += $0.publications.map(\.offset) }
    #expect(offsets == [1, 2, 3])
    try engine.database.script("PRAGMA max_page_count = 100000")
    _ = try engine.perform([[.append(.numbered(4...4, size: 100_000))]])
  }

  @Test func `a conversation that does not fit on the disk leaves what was kept, and the bounds still hold`() throws {
    var limits = StoreLimits()
    limits.conversations.count = 2
    let engine = try SQLiteEngine(file: file, limits: limits)
    func said(_ name: String, size: Int) -> StoreWrite {
      .keep(StoredConversation(user: name, name: "c", content: [UInt8](repeating: 1, count: size), used: 1_000))
    }
    _ = try engine.perform([[said("ann", size: 10), said("bob", size: 10)]])
    let pages = try #require(try engine.database.integer("PRAGMA page_count"))
    try engine.database.script("PRAGMA max_page_count = \(pages + 1)")
    #expect(throws: StoreError.full(file: file)) { try engine.perform([[said("ann", size: 100_000)]]) }
    #expect(try engine.conversation("c", of: "ann", at: 1_000)?.content.count == 10)
    try engine.database.script("PRAGMA max_page_count = 100000")
    _ = try engine.perform([[said("cat", size: 10), said("ann", size: 100_000)]])
    #expect(try engine.database.integer("SELECT count(*) FROM conversations") == 2)
    #expect(try engine.conversation("c", of: "bob", at: 1_000) == nil)
  }

  @Test func `bounds that cannot be met since somebody else wrote to the file end nothing`() throws {
    var limits = StoreLimits()
    limits.conversations.count = 1
    let engine = try SQLiteEngine(file: file, limits: limits)
    engine.conversations = ConversationLimits.Load(count: 5, bytes: 5)
    _ = try engine.perform([[.keep(StoredConversation(user: "ann", name: "c", content: [1], used: 1_000))]])
  }

  @Test func `a room with a hole, or with a name that cannot be one, is damage`() throws {
    let engine = try SQLiteEngine(file: file)
    _ = try engine.perform([[.append(.numbered(1...5))]])
    try engine.database.script("DELETE FROM publications WHERE offset = 3")
    #expect(throws: StoreError.corrupt(file: file, detail: "offset 2 of a room stands out of order")) {
      try engine.rooms(at: 0) { _ in }
    }
    try engine.database.script("UPDATE rooms SET name = '*'")
    let error = #expect(throws: StoreError.self) { try engine.rooms(at: 0) { _ in } }
    #expect(error?.description.contains("a room is named *") == true)
  }

  @Test func `the file holds no more than a quarter above the bounds`() throws {
    var limits = StoreLimits()
    limits.history.count = 100
    limits.history.bytes = 10_000
    limits.rememberedIDs = 40
    let engine = try SQLiteEngine(file: file, limits: limits)
    for offset in UInt64(1)...1_000 {
      var publication = StoredPublication.numbered(offset, size: offset < 500 ? 10 : 1_000)
      publication.id = "p\(offset)"
      _ = try engine.perform([
        [.append(RoomAppend(room: .named("mlb"), epoch: Epoch(rawValue: 7), publications: [publication]))]
      ])
      let count = try engine.database.integer("SELECT count(*) FROM publications")!
      let bytes = try engine.database.integer("SELECT sum(length(payload)) FROM publications")!
      let ids = try engine.database.integer("SELECT count(*) FROM publish_ids")!
      #expect(count <= 126 && bytes <= 13_500 && ids <= 51)
    }
  }

  @Test func `a bound of zero remembers nothing but the position`() throws {
    var limits = StoreLimits()
    limits.history.count = 0
    limits.rememberedIDs = 0
    let engine = try SQLiteEngine(file: file, limits: limits)
    _ = try engine.perform([[.append(.numbered(1...5))], [.append(.numbered(6...6))]])
    #expect(try engine.database.integer("SELECT count(*) FROM publications") == 0)
    var rooms: [StoredRoom] = []
    try engine.rooms(at: 0) { rooms.append($0) }
    #expect(rooms.map(\.position.offset) == [6])
  }
}
