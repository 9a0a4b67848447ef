import TautRooms
import TautStore
import Testing

@Suite struct SQLiteEngineTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func open(_ name: String = "store.db", options: SQLiteOptions = SQLiteOptions()) throws(StoreError) -> Store {
    Store(try SQLiteEngine(file: folder.file(name), options: options))
  }

  @Test(arguments: SQLiteOptions.Durability.allCases) func `everything is there after the file was closed and opened`(
    durability: SQLiteOptions.Durability
  ) async throws {
    var options = SQLiteOptions()
    options.durability = durability
    let first = try open(options: options)
    let seed = first.epochSeed
    try await first.write([
      .append(.numbered(1...3)), .post(.named("a"), user: "ann"), .attach(.phone, at: 1_000),
      .acknowledge(id: "a", .phone, at: 1_000), .revoke(Revocation(.token("t"), time: 1)),
    ])
    first.close()
    let second = try open(options: options)
    #expect(second.epochSeed == seed)
    let rooms = try await second.rooms(at: 1_000)
    #expect(rooms.map { $0.publications.map(\.offset) } == [[1, 2, 3]])
    let again = try await second.post(.named("a"))
    #expect(again == [.repeated])
    let revocations = try await second.revocations(at: 0)
    #expect(revocations.count == 1)
    try await second.write([.append(.numbered(4...4))])
  }

  @Test func `what was answered is in the files at that moment, as a killed process leaves them`() async throws {
    let store = try open()
    for offset in UInt64(1)...20 {
      try await store.write([.append(.numbered(offset...offset))])
      try folder.copy("store.db", to: "killed\(offset).db")
      let revived = try open("killed\(offset).db")
      let rooms = try await revived.rooms(at: 1_000)
      #expect(rooms[0].publications.map(\.offset) == Array(1...offset))
      #expect(revived.epochSeed == store.epochSeed)
    }
  }

  @Test func `a log that was cut off loses whole transactions from its end, and nothing else`() async throws {
    let store = try open()
    for offset in UInt64(1)...6 {
      try await store.write([.append(.numbered(offset...offset)), .post(.named("m\(offset)"), user: "ann")])
    }
    let log = try folder.read("store.db-wal")
    var last = UInt64(6)
    for cut in stride(from: log.count, through: 0, by: -3_500) {
      try folder.copy("store.db", to: "cut\(cut).db")
      try folder.write(Array(log.prefix(cut)), to: "cut\(cut).db-wal")
      let revived = try open("cut\(cut).db")
      let rooms = try await revived.rooms(at: 1_000)
      let waiting = try await revived.waiting(for: .phone)
      let offset = rooms.first?.position.offset ?? 0
      #expect(offset <= last)
      #expect(rooms.first?.publications.map(\.offset) ?? [] == Array(1..<(offset + 1)))
      #expect(waiting.count == Int(offset))
      last = offset
    }
    #expect(last == 0)
  }

  @Test func `a second process is kept away, and told who holds the file`() throws {
    let store = try open()
    let error = #expect(throws: StoreError.self) { try open() }
    guard case .locked(let file, let holder?) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(file == folder.file("store.db"))
    #expect(holder > 1)
    store.close()
    _ = try open()
  }

  @Test func `a file that is not a database is left alone`() throws {
    let text = Array(String(repeating: "this is a letter. ", count: 100).utf8)
    try folder.write(text, to: "store.db")
    #expect(throws: StoreError.notADatabase(file: folder.file("store.db"))) { try open() }
    #expect(try folder.read("store.db") == text)
  }

  @Test func `a damaged file is recognised when it is opened`() async throws {
    let store = try open()
    try await store.write([.append(.numbered(1...200, size: 500))])
    store.close()
    var bytes = try folder.read("store.db")
    for position in stride(from: 4_096, to: bytes.count, by: 4_096) {
      for offset in 0..<64 where position + offset < bytes.count { bytes[position + offset] = 0xA5 }
    }
    try folder.write(bytes, to: "store.db")
    let error = #expect(throws: StoreError.self) { try open() }
    guard case .corrupt(let file, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(file == folder.file("store.db"))
  }

  @Test func `an empty file becomes a store`() async throws {
    try folder.write([], to: "store.db")
    try await open().write([.append(.numbered(1...1))])
  }

  @Test func `a directory that is not there, or may not be written, is named`() throws {
    let missing = "\(folder.path)/missing/store.db"
    #expect(throws: StoreError.cannotOpen(file: missing, reason: "no such file or directory")) {
      try SQLiteEngine(file: missing)
    }
    // sysfs takes no files, not even from root.
    let error = #expect(throws: StoreError.self) { try SQLiteEngine(file: "/sys/store.db") }
    guard case .readOnly("/sys/store.db", _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }
}
