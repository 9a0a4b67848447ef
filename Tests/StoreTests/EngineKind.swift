import FoundationEssentials
import TautRooms
import TautStore

/// The engines that the contract holds for.
enum EngineKind: CaseIterable {
  case memory
  case sqlite

  func store(_ limits: StoreLimits = StoreLimits(), in folder: TemporaryFolder) throws -> Store {
    switch self {
    case .memory: Store(MemoryEngine(limits: limits), limits: limits)
    case .sqlite: Store(try SQLiteEngine(file: folder.file("store.db"), limits: limits), limits: limits)
    }
  }
}

/// A folder that is removed with the object.
final class TemporaryFolder {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.path + "/tautline-store-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  func file(_ name: String) -> String { "\(path)/\(name)" }

  /// Copies the files of a store that is open: what a process that is killed at this moment would leave behind.
  func copy(_ name: String, to other: String) throws {
    for suffix in ["", "-wal"] where FileManager.default.fileExists(atPath: file(name + suffix)) {
      try FileManager.default.copyItem(atPath: file(name + suffix), toPath: file(other + suffix))
    }
  }

  func write(_ bytes: [UInt8], to name: String) throws {
    try Data(bytes).write(to: URL(filePath: file(name)))
  }

  func read(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(filePath: file(name))))
  }

  deinit {
    // A store that is being closed takes files away meanwhile, and the removal stops where it misses one.
    for _ in 0..<100 where FileManager.default.fileExists(atPath: path) {
      try? FileManager.default.removeItem(atPath: path)
    }
  }
}

/// Shorthands of these tests.
extension RoomAppend {
  /// Publications with the offsets in a range, one byte per payload unless asked for more.
  static func numbered(
    _ offsets: ClosedRange<UInt64>, in room: String = "mlb", epoch: UInt64 = 7, size: Int = 1, timestamp: Int64 = 1_000
  ) -> RoomAppend {
    RoomAppend(
      room: .named(room), epoch: Epoch(rawValue: epoch),
      publications: offsets.map { .numbered($0, size: size, timestamp: timestamp) })
  }
}

extension StoredPublication {
  static func numbered(_ offset: UInt64, size: Int = 1, timestamp: Int64 = 1_000) -> StoredPublication {
    StoredPublication(
      offset: offset, type: "odds_update", timestamp: timestamp, payload: [UInt8](repeating: 0x31, count: size))
  }
}

extension RoomName {
  static func named(_ text: String) -> RoomName {
    do {
      return try RoomName(text)
    } catch {
      preconditionFailure("\(error)")
    }
  }
}

extension InboxMessage {
  static func named(
    _ id: String, size: Int = 1, priority: Priority = .normal, created: Int64 = 1_000, expires: Int64? = nil
  ) -> InboxMessage {
    InboxMessage(
      id: id, type: "message_generate", payload: [UInt8](repeating: 0x31, count: size), priority: priority,
      created: created, expires: expires)
  }
}

extension InboxAddress {
  static let phone = InboxAddress(user: "ann", device: "phone")
  static let laptop = InboxAddress(user: "ann", device: "laptop")
}

extension Store {
  /// The ids of what a device still has to acknowledge.
  func waiting(for address: InboxAddress, at now: Int64 = 2_000) async throws -> [String] {
    try await read { engine throws(StoreError) in try engine.pending(for: address, limit: .max, at: now) }.map(\.id)
  }

  func post(_ messages: InboxMessage..., user: String = "ann") async throws -> [StoreOutcome] {
    try await write(messages.map { .post($0, user: user) })
  }
}
