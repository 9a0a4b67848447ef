import Dispatch
import Synchronization
import TautRooms
import TautStore
import Testing

/// What completions reported, in order.
final class Answers: Sendable {
  private let list = Mutex<[String]>([])

  func note(_ name: String) -> Store.Completion {
    { result in
      let word =
        switch result {
        case .success(let outcomes): "\(name) \(outcomes.count)"
        case .failure(let error): "\(name) \(error)"
        }
      self.list.withLock { $0.append(word) }
    }
  }

  var all: [String] { list.withLock { $0 } }
}

@Suite struct StoreTests {
  let record = ScriptedEngine.Record()
  let answers = Answers()
  let sweep = StoreWrite.sweep(at: 0)

  /// Holds the store's thread until the returned closure is called, so that jobs gather behind it.
  private func hold(_ store: Store) -> () -> Void {
    let (entered, gate) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
    store.read({ (_: any StorageEngine) throws(StoreError) in
      entered.signal()
      gate.wait()
    }) { (_: Result<Void, StoreError>) in }
    entered.wait()
    return { gate.signal() }
  }

  @Test func `batches that wait share one transaction, and each is answered once and in order`() {
    let store = Store(ScriptedEngine(record))
    let release = hold(store)
    for number in 1...5 { store.write(Array(repeating: sweep, count: number), then: answers.note("\(number)")) }
    release()
    store.close()
    #expect(answers.all == ["1 1", "2 2", "3 3", "4 4", "5 5"])
    #expect(record.groups.withLock { $0 } == [5])
  }

  @Test func `a transaction has a bound`() {
    var limits = StoreLimits()
    limits.groupWrites = 4
    let store = Store(ScriptedEngine(record), limits: limits)
    let release = hold(store)
    for number in 1...6 { store.write([sweep, sweep], then: answers.note("\(number)")) }
    release()
    store.close()
    #expect(answers.all.count == 6)
    #expect(record.groups.withLock { $0 } == [2, 2, 2])
  }

  @Test func `a batch that cannot be stored fails alone`() {
    let wrong = StoreError.outOfOrder(room: "mlb", offset: 3, stored: 1)
    let engine = ScriptedEngine(record) { _, batches in batches.contains { $0.count == 2 } ? wrong : nil }
    let store = Store(engine)
    let release = hold(store)
    for number in 1...3 { store.write(Array(repeating: sweep, count: number), then: answers.note("\(number)")) }
    release()
    store.close()
    #expect(answers.all == ["1 1", "2 \(wrong)", "3 3"])
  }

  @Test func `when the store itself fails, what waits in the group fails with it, and later batches are tried`() {
    let engine = ScriptedEngine(record) { _, batches in batches.joined().count > 1 ? .full(file: "f") : nil }
    let store = Store(engine)
    let release = hold(store)
    store.write([sweep], then: answers.note("1"))
    store.write([sweep, sweep], then: answers.note("2"))
    store.write([sweep], then: answers.note("3"))
    release()
    let later = DispatchSemaphore(value: 0)
    store.read({ (_: any StorageEngine) throws(StoreError) in }) { (_: Result<Void, StoreError>) in later.signal() }
    later.wait()
    store.write([sweep], then: answers.note("4"))
    store.close()
    let full = StoreError.full(file: "f").description
    #expect(answers.all == ["1 1", "2 \(full)", "3 \(full)", "4 1"])
  }

  @Test func `a queue that is full refuses at once`() {
    var limits = StoreLimits()
    limits.waitingBatches = 2
    let store = Store(ScriptedEngine(record), limits: limits)
    let release = hold(store)
    store.write([sweep], then: answers.note("1"))
    store.write([sweep], then: answers.note("2"))
    #expect(answers.all == ["2 2 batches wait for the store, which is the limit: try again later"])
    release()
    store.close()
    #expect(answers.all.last == "1 1")
  }

  @Test func `the bytes that wait are bounded too, and one large batch is taken when nothing else waits`() {
    var limits = StoreLimits()
    limits.waitingBytes = 200
    let store = Store(ScriptedEngine(record), limits: limits)
    let large = StoreWrite.append(.numbered(1...3, size: 100))
    let release = hold(store)
    store.write([large], then: answers.note("1"))
    release()
    store.close()
    let other = Store(ScriptedEngine(record), limits: limits)
    other.write([large], then: answers.note("2"))
    other.close()
    #expect(answers.all == ["1 200 bytes wait for the store, which is the limit: try again later", "2 1"])
  }

  @Test func `closing stores what was taken and refuses the rest`() async {
    let store = Store(ScriptedEngine(record))
    store.write([sweep], then: answers.note("1"))
    store.close()
    store.close()
    store.write([sweep], then: answers.note("2"))
    #expect(answers.all == ["1 1", "2 the store is closed"])
    await #expect(throws: StoreError.closed) { try await store.rooms(at: 0) }
  }

  @Test func `a read sees what was written before it`() async throws {
    let folder = try TemporaryFolder()
    for kind in EngineKind.allCases {
      let store = try kind.store(in: folder)
      store.write([.append(.numbered(1...3))], then: answers.note("w"))
      let rooms = try await store.rooms(at: 1_000)
      #expect(rooms.map(\.position.offset) == [3])
    }
  }
}
