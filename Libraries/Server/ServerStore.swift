import TautHub
import TautRooms
import TautStore

/// What a server found where its data is kept, at the start.
struct ServerStore: Sendable {
  /// The store, unless there is none or it cannot be used.
  var store: Store?
  /// Why there is none, though there should be one.
  var failure: StoreError?
  /// Where the inboxes of users are, or `nil` with ``failure``.
  var inbox: Store?
  /// What the store remembers.
  var rooms: [StoredRoom] = []
  /// Which tokens it remembers as revoked.
  var revocations: [Revocation] = []
  /// From which the epochs of rooms follow that are not among ``rooms``.
  var epochSeed: UInt64

  /// What a publish waits for.
  var storage: HubStorage {
    if let failure { return .unusable(reason: failure.description) }
    return store == nil ? .memory : .durable
  }

  /// The same once what was read has been taken over.
  var withoutContent: ServerStore {
    var store = self
    store.rooms = []
    store.revocations = []
    return store
  }

  /// No store: all is in memory, and `run` tells it from other runs.
  init(run: UInt64) {
    epochSeed = run
    inbox = Store(MemoryEngine())
  }

  /// Opens a file and reads what it holds; a failure is kept, so that the server can serve without.
  ///
  /// Of the rooms' publications no more are read than fit into `historyMemory` bytes.
  init(
    file: String, options: SQLiteOptions, limits: StoreLimits, historyMemory: Int, run: UInt64, at now: Int64
  ) async {
    epochSeed = run
    do throws(StoreError) {
      let opened = Store(try SQLiteEngine(file: file, limits: limits, options: options), limits: limits)
      rooms = try await opened.rooms(at: now, within: historyMemory)
      revocations = try await opened.revocations(at: now)
      epochSeed = opened.epochSeed
      store = opened
      inbox = opened
    } catch {
      failure = error
    }
  }
}
