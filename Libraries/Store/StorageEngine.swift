public import TautRooms

/// What holds the data of a ``Store``.
///
/// An engine does one thing after another, on one thread that the ``Store`` calls it on, and blocks while it does. Queue,
/// grouping and answers are the store's business. ``MemoryEngine`` and ``SQLiteEngine`` are two; another one passes
/// the same contract tests.
public protocol StorageEngine: AnyObject {
  /// A random number that the store was given when it was made, from which epochs are derived.
  var epochSeed: UInt64 { get }

  /// Carries out batches, all or nothing, and returns when they are durable.
  ///
  /// - Returns: An outcome for each write of each batch.
  func perform(_ batches: [[StoreWrite]]) throws(StoreError) -> [[StoreOutcome]]

  /// Calls `body` with each room.
  ///
  /// - Parameters:
  ///   - now: Publications that are older than the history remembers, seen from here, are left out.
  ///   - body: Called once for each room that ever had a publication.
  /// - Throws: ``StoreError``, where the data cannot be read.
  func rooms(at now: Int64, _ body: (StoredRoom) -> Void) throws(StoreError)

  /// The messages that a device has not acknowledged: the urgent ones first, then in the order of their posting.
  func pending(for address: InboxAddress, limit: Int, at now: Int64) throws(StoreError) -> [InboxMessage]

  /// The devices that have acknowledged a message, in the order of their acknowledgements.
  func receipts(of id: String, user: String) throws(StoreError) -> [InboxReceipt]

  /// What was said in a conversation, or `nil` where nothing is kept of it or that is too long ago.
  func conversation(_ name: String, of user: String, at now: Int64) throws(StoreError) -> StoredConversation?

  /// The revocations that have not expired.
  func revocations(at now: Int64) throws(StoreError) -> [Revocation]
}
