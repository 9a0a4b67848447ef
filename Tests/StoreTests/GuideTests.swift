import TautRooms
import TautStore
import Testing

/// The code of `Docs/Guides/Store.md`.
@Suite struct GuideTests {
  @Test func `the guide's code does what the guide says`() async throws {
    let folder = try TemporaryFolder()
    let (file, now): (String, Int64) = (folder.file("tautline.db"), 1_700_000_000_000)

    let store = Store(try SQLiteEngine(file: file))

    let goal = StoredPublication(
      offset: 1, id: "goal-1", type: "game_update", timestamp: now, payload: Array("{}".utf8))
    let append = RoomAppend(room: try RoomName("nhl"), epoch: Epoch(rawValue: 7), publications: [goal])
    try await store.write([.append(append)])  // returns when it is durable

    for room in try await store.rooms(at: now) {
      #expect(room.position.offset == 1 && room.publications == [goal])
    }

    let message = InboxMessage(id: "m1", type: "message_generate", payload: Array("{}".utf8), created: now)
    let outcomes = try await store.write([.post(message, user: "ann")])
    #expect(outcomes == [.done])

    let phone = InboxAddress(user: "ann", device: "phone")
    let pending = try await store.pending(for: phone, at: now)
    #expect(pending == [message])
    try await store.write([.acknowledge(id: "m1", phone, at: now)])

    store.close()
  }
}
