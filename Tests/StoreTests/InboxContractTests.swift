import TautStore
import Testing

@Suite struct InboxContractTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  @Test(arguments: EngineKind.allCases) func `a message comes back as it was posted`(kind: EngineKind) async throws {
    let store = try kind.store(in: folder)
    let message = InboxMessage(
      id: "m1", type: "message_generate", payload: Array(#"{"message":"hi","n":1.0}"#.utf8), priority: .high,
      created: 1_000, expires: 5_000)
    let outcomes = try await store.post(message)
    #expect(outcomes == [.done])
    let pending = try await store.pending(for: .phone, at: 2_000)
    #expect(pending == [message])
  }

  @Test(arguments: EngineKind.allCases) func `a message comes again until it is acknowledged`(
    kind: EngineKind
  ) async throws {
    let store = try kind.store(in: folder)
    _ = try await store.post(.named("a"), .named("b"))
    for _ in 0..<2 {
      let pending = try await store.pending(for: .phone, at: 2_000)
      #expect(pending.map(\.id) == ["a", "b"])
    }
    let outcomes = try await store.write([
      .acknowledge(id: "a", .phone, at: 3_000), .acknowledge(id: "a", .phone, at: 4_000),
      .acknowledge(id: "x", .phone, at: 4_000),
    ])
    #expect(outcomes == [.done, .repeated, .unknown])
    let waiting = try await store.waiting(for: .phone)
    #expect(waiting == ["b"])
  }

  @Test(arguments: EngineKind.allCases) func `each device acknowledges for itself`(kind: EngineKind) async throws {
    let store = try kind.store(in: folder)
    _ = try await store.post(.named("a"))
    let attached = try await store.write([
      .attach(.phone, at: 1_000), .attach(.laptop, at: 1_000), .attach(.phone, at: 1_001),
    ])
    #expect(attached == [.done, .done, .repeated])
    try await store.write([.acknowledge(id: "a", .phone, at: 2_000)])
    let atPhone = try await store.waiting(for: .phone)
    let atLaptop = try await store.waiting(for: .laptop)
    #expect(atPhone.isEmpty)
    #expect(atLaptop == ["a"])
    try await store.write([.acknowledge(id: "a", .laptop, at: 3_000)])
    let receipts = try await store.receipts(of: "a", user: "ann")
    #expect(receipts == [InboxReceipt(device: "phone", time: 2_000), InboxReceipt(device: "laptop", time: 3_000)])
  }

  @Test(arguments: EngineKind.allCases) func `a device that comes later gets what some device still waits for`(
    kind: EngineKind
  ) async throws {
    let store = try kind.store(in: folder)
    _ = try await store.post(.named("a"), .named("b"))
    try await store.write([.attach(.phone, at: 1_000), .acknowledge(id: "a", .phone, at: 2_000)])
    let waiting = try await store.waiting(for: .laptop)
    #expect(waiting == ["b"])
  }

  @Test(arguments: EngineKind.allCases) func `acknowledging through a message takes in all before it`(
    kind: EngineKind
  ) async throws {
    let store = try kind.store(in: folder)
    _ = try await store.post(.named("a"), .named("b", priority: .high), .named("c"))
    let outcomes = try await store.write([
      .attach(.laptop, at: 1_000), .acknowledgeThrough(id: "b", .phone, at: 2_000),
      .acknowledgeThrough(id: "b", .phone, at: 2_000), .acknowledgeThrough(id: "x", .phone, at: 2_000),
    ])
    #expect(outcomes == [.done, .done, .repeated, .unknown])
    let waiting = try await store.waiting(for: .phone)
    #expect(waiting == ["c"])
  }

  @Test(arguments: EngineKind.allCases) func `urgent messages come first, equal ones in order, as many as asked for`(
    kind: EngineKind
  ) async throws {
    let store = try kind.store(in: folder)
    _ = try await store.post(
      .named("l", priority: .low), .named("n1"), .named("h1", priority: .high), .named("n2"),
      .named("h2", priority: .high))
    let waiting = try await store.waiting(for: .phone)
    #expect(waiting == ["h1", "h2", "n1", "n2", "l"])
    let some = try await store.pending(for: .phone, limit: 3, at: 2_000)
    #expect(some.map(\.id) == ["h1", "h2", "n1"])
  }

  @Test(arguments: EngineKind.allCases) func `an id is stored once for each user, also after all have acknowledged it`(
    kind: EngineKind
  ) async throws {
    let store = try kind.store(in: folder)
    let outcomes = try await store.post(.named("a"), .named("a", size: 9))
    #expect(outcomes == [.done, .repeated])
    let other = try await store.post(.named("a"), user: "bob")
    #expect(other == [.done])
    try await store.write([.acknowledge(id: "a", .phone, at: 2_000)])
    let again = try await store.post(.named("a"))
    #expect(again == [.repeated])
    let waiting = try await store.waiting(for: .laptop)
    #expect(waiting.isEmpty)
  }

  @Test(arguments: EngineKind.allCases) func `what has expired is not handed out, and swept`(
    kind: EngineKind
  ) async throws {
    let store = try kind.store(in: folder)
    _ = try await store.post(.named("a", expires: 2_000), .named("b"))
    let before = try await store.waiting(for: .phone, at: 1_999)
    let after = try await store.waiting(for: .phone, at: 2_000)
    #expect(before == ["a", "b"])
    #expect(after == ["b"])
    try await store.write([.sweep(at: 2_000)])
    let again = try await store.post(.named("a"))
    #expect(again == [.done])
  }

  @Test(arguments: EngineKind.allCases) func `a message can be withdrawn`(kind: EngineKind) async throws {
    let store = try kind.store(in: folder)
    _ = try await store.post(.named("a"))
    let outcomes = try await store.write([
      .withdraw(id: "a", user: "ann"), .withdraw(id: "a", user: "ann"), .withdraw(id: "a", user: "bob"),
    ])
    #expect(outcomes == [.done, .unknown, .unknown])
    let waiting = try await store.waiting(for: .phone)
    #expect(waiting.isEmpty)
  }

  @Test(arguments: EngineKind.allCases) func `a full inbox refuses what it cannot keep, and loses nothing unseen`(
    kind: EngineKind
  ) async throws {
    var limits = StoreLimits()
    limits.inbox.messages = 3
    limits.inbox.bytes = 100
    let store = try kind.store(limits, in: folder)
    let outcomes = try await store.post(.named("a"), .named("b"), .named("c"), .named("d"))
    #expect(outcomes == [.done, .done, .done, .inboxFull(limit: "3 messages")])
    let large = try await store.post(.named("e", size: 101), user: "bob")
    #expect(large == [.inboxFull(limit: "100 bytes")])
    let waiting = try await store.waiting(for: .phone)
    #expect(waiting == ["a", "b", "c"])
  }

  @Test(arguments: EngineKind.allCases) func `a full inbox pushes out what some device has seen, the oldest first`(
    kind: EngineKind
  ) async throws {
    var limits = StoreLimits()
    limits.inbox.messages = 3
    let store = try kind.store(limits, in: folder)
    _ = try await store.post(.named("a", expires: 1_500), .named("b"), .named("c"))
    try await store.write([.attach(.laptop, at: 1_000), .acknowledge(id: "c", .phone, at: 1_000)])
    let first = try await store.post(.named("d", created: 1_600))
    let second = try await store.post(.named("e", created: 1_600))
    let third = try await store.post(.named("f", created: 1_600))
    #expect([first, second, third] == [[.done], [.done], [.inboxFull(limit: "3 messages")]])
    let waiting = try await store.waiting(for: .laptop)
    #expect(waiting == ["b", "d", "e"])
  }

  @Test(arguments: EngineKind.allCases) func `messages do not wait for a device that stayed away too long`(
    kind: EngineKind
  ) async throws {
    var limits = StoreLimits()
    limits.inbox.deviceAge = .seconds(10)
    limits.inbox.settledAge = .seconds(5)
    let store = try kind.store(limits, in: folder)
    _ = try await store.post(.named("a"))
    try await store.write([
      .attach(.laptop, at: 1_000), .acknowledge(id: "a", .phone, at: 9_000), .sweep(at: 11_001),
    ])
    let known = try await store.post(.named("a"))
    #expect(known == [.repeated])
    try await store.write([.sweep(at: 16_001)])
    let forgotten = try await store.post(.named("a"))
    #expect(forgotten == [.done])
    try await store.write([.withdraw(id: "a", user: "ann"), .sweep(at: 90_000)])
  }

  @Test(arguments: EngineKind.allCases) func `of too many devices the one that was away longest is forgotten`(
    kind: EngineKind
  ) async throws {
    var limits = StoreLimits()
    limits.inbox.devices = 2
    let store = try kind.store(limits, in: folder)
    _ = try await store.post(.named("a"))
    try await store.write([
      .attach(.phone, at: 1_000), .attach(.laptop, at: 2_000), .acknowledge(id: "a", .phone, at: 3_000),
      .acknowledge(id: "a", InboxAddress(user: "ann", device: "tablet"), at: 4_000),
    ])
    let receipts = try await store.receipts(of: "a", user: "ann")
    #expect(receipts.map(\.device) == ["phone", "tablet"])
    let waiting = try await store.waiting(for: .laptop)
    #expect(waiting.isEmpty)
  }

  @Test(arguments: EngineKind.allCases) func `the memory of ids is bounded as well`(kind: EngineKind) async throws {
    var limits = StoreLimits()
    limits.inbox.messages = 2
    let store = try kind.store(limits, in: folder)
    for (position, id) in ["a", "b", "c"].enumerated() {
      _ = try await store.post(.named(id))
      try await store.write([.acknowledge(id: id, .phone, at: 2_000 + Int64(position))])
    }
    let outcomes = try await store.post(.named("c"), .named("b"), .named("a"))
    #expect(outcomes == [.repeated, .repeated, .done])
  }
}
