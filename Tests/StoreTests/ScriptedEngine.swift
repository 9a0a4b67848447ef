import Synchronization
import TautRooms
import TautStore

/// An engine that notes what it is asked, and answers as the test says.
final class ScriptedEngine: StorageEngine {
  /// How many batches each transaction had.
  final class Record: Sendable {
    let groups = Mutex<[Int]>([])
  }

  let epochSeed: UInt64 = 1
  private let record: Record
  private let answer: (Int, [[StoreWrite]]) -> StoreError?
  private var count = 0

  init(_ record: Record, answer: @escaping (Int, [[StoreWrite]]) -> StoreError? = { _, _ in nil }) {
    self.record = record
    self.answer = answer
  }

  func perform(_ batches: [[StoreWrite]]) throws(StoreError) -> [[StoreOutcome]] {
    record.groups.withLock { $0.append(batches.count) }
    count += 1
    if let error = answer(count, batches) { throw error }
    return batches.map { $0.map { _ in .done } }
  }

  func rooms(at now: Int64, _ body: (StoredRoom) -> Void) throws(StoreError) {}

  func pending(for address: InboxAddress, limit: Int, at now: Int64) throws(StoreError) -> [InboxMessage] { [] }

  func receipts(of id: String, user: String) throws(StoreError) -> [InboxReceipt] { [] }

  func conversation(_ name: String, of user: String, at now: Int64) throws(StoreError) -> StoredConversation? { nil }

  func revocations(at now: Int64) throws(StoreError) -> [Revocation] { [] }
}
