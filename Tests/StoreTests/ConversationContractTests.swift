import TautStore
import Testing

@Suite struct ConversationContractTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func said(_ name: String, of user: String = "ann", _ content: [UInt8] = [1], at used: Int64 = 1_000)
    -> StoreWrite
  {
    .keep(StoredConversation(user: user, name: name, content: content, used: used))
  }

  /// The names among `names` of which something is kept.
  private func kept(_ names: [String], of user: String = "ann", at now: Int64 = 2_000, in store: Store) async throws
    -> [String]
  {
    var kept: [String] = []
    for name in names where try await store.conversation(name, of: user, at: now) != nil { kept.append(name) }
    return kept
  }

  @Test(arguments: EngineKind.allCases) func `a conversation comes back as it was kept last`(
    kind: EngineKind
  ) async throws {
    let store = try kind.store(in: folder)
    let outcomes = try await store.write([said("c"), said("c", [2, 3], at: 1_500), said("c", of: "bob", [4])])
    #expect(outcomes == [.done, .repeated, .done])
    let found = try await store.conversation("c", of: "ann", at: 2_000)
    #expect(found == StoredConversation(user: "ann", name: "c", content: [2, 3], used: 1_500))
    let unknown = try await store.conversation("d", of: "ann", at: 2_000)
    #expect(unknown == nil)
  }

  @Test(arguments: EngineKind.allCases) func `of the conversations of one user those used last are kept`(
    kind: EngineKind
  ) async throws {
    var limits = StoreLimits()
    limits.conversations.perUser = 2
    let store = try kind.store(limits, in: folder)
    try await store.write([said("a"), said("b"), said("x", of: "bob"), said("a"), said("c")])
    let names = try await kept(["a", "b", "c"], in: store)
    #expect(names == ["a", "c"])
    let others = try await kept(["x"], of: "bob", in: store)
    #expect(others == ["x"])
  }

  @Test(arguments: EngineKind.allCases) func `of all conversations those used last are kept, by count and by bytes`(
    kind: EngineKind
  ) async throws {
    var limits = StoreLimits()
    limits.conversations.count = 3
    limits.conversations.bytes = 30
    let store = try kind.store(limits, in: folder)
    for name in ["a", "b", "c", "d"] { try await store.write([said(name, of: name), said("a", of: "a")]) }
    var names: [String] = []
    for name in ["a", "b", "c", "d"] { names += try await kept([name], of: name, in: store) }
    #expect(names == ["a", "c", "d"])
    try await store.write([said("e", of: "e", [UInt8](repeating: 1, count: 27))])
    names = []
    for name in ["a", "c", "d", "e"] { names += try await kept([name], of: name, in: store) }
    #expect(names == ["a", "e"])
    try await store.write([said("f", of: "f", [UInt8](repeating: 1, count: 90))])
    names = []
    for name in ["a", "e", "f"] { names += try await kept([name], of: name, in: store) }
    #expect(names == ["f"])
  }

  @Test(arguments: EngineKind.allCases) func `what was said too long ago is not told, and swept`(
    kind: EngineKind
  ) async throws {
    var limits = StoreLimits()
    limits.conversations.age = .seconds(10)
    let store = try kind.store(limits, in: folder)
    try await store.write([said("a", at: 1_000), said("b", at: 2_000)])
    var names = try await kept(["a", "b"], at: 10_999, in: store)
    #expect(names == ["a", "b"])
    names = try await kept(["a", "b"], at: 11_000, in: store)
    #expect(names == ["b"])
    try await store.write([.sweep(at: 11_000)])
    names = try await kept(["a", "b"], at: 0, in: store)
    #expect(names == ["b"])
  }

  @Test(arguments: EngineKind.allCases) func `one that is kept again and again takes no room from others`(
    kind: EngineKind
  ) async throws {
    var limits = StoreLimits()
    limits.conversations.count = 2
    let store = try kind.store(limits, in: folder)
    try await store.write([said("a")])
    try await store.write((0..<3_000).map { _ in said("b") })
    let names = try await kept(["a", "b"], in: store)
    #expect(names == ["a", "b"])
  }
}
