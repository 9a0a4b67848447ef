import TautRooms

/// Keeps the data of a ``Store`` in one SQLite file, with a write-ahead log beside it.
///
/// A transaction that was reported as done survives the death of the process at any moment, and with
/// ``SQLiteOptions/Durability/full`` that of the machine. A second process cannot open the same file for writing through
/// this class; one that only reads, such as a backup with `sqlite3 FILE .backup`, can at any time. SIGXFSZ is ignored
/// from the first engine on, so that a limit on the size of files is a full disk and not the end of the process.
public final class SQLiteEngine: StorageEngine {
  /// A random number that was written to the file when it was made.
  public let epochSeed: UInt64

  let database: SQLDatabase
  let limits: StoreLimits
  var rooms: [RoomName: SQLiteRoom] = [:]
  /// What all conversations come to, once that was counted.
  var conversations: ConversationLimits.Load?

  /// Opens a file, creates it or brings its schema up to date if need be, and searches it for damage.
  ///
  /// - Parameters:
  ///   - file: The path; the directory must exist. `-wal`, `-shm` and `.lock` are appended for the files beside it.
  ///   - limits: How much is remembered.
  ///   - options: How the file is written.
  /// - Throws: ``StoreError``, whose text names the file and the way out.
  public convenience init(
    file: String, limits: StoreLimits = StoreLimits(), options: SQLiteOptions = SQLiteOptions()
  ) throws(StoreError) {
    try self.init(file: file, limits: limits, options: options, steps: SQLiteSchema.steps)
  }

  init(file: String, limits: StoreLimits, options: SQLiteOptions, steps: [String]) throws(StoreError) {
    self.limits = limits
    database = try SQLDatabase(file: file)
    try database.prepare(busyTimeout: options.busyTimeout)
    try database.recognise(upTo: steps.count)
    try database.configure(options)
    try database.migrate(steps)
    epochSeed = try database.epochSeed(proposing: UInt64.random(in: .min ... .max))
    try database.check(upTo: options.checkedSize)
  }

  /// Carries out batches in one transaction.
  public func perform(_ batches: [[StoreWrite]]) throws(StoreError) -> [[StoreOutcome]] {
    do throws(StoreError) {
      try database.run("BEGIN IMMEDIATE")
      var outcomes: [[StoreOutcome]] = []
      outcomes.reserveCapacity(batches.count)
      for batch in batches { outcomes.append(try perform(batch)) }
      try database.run("COMMIT")
      return outcomes
    } catch {
      rollBack()
      throw error
    }
  }

  private func perform(_ batch: [StoreWrite]) throws(StoreError) -> [StoreOutcome] {
    var outcomes: [StoreOutcome] = []
    outcomes.reserveCapacity(batch.count)
    for write in batch { outcomes.append(try perform(write)) }
    return outcomes
  }

  private func perform(_ write: StoreWrite) throws(StoreError) -> StoreOutcome {
    switch write {
    case .append(let append): try self.append(append)
    case .post(let message, let user): try post(message, to: user)
    case .withdraw(let id, let user): try withdraw(id, of: user)
    case .attach(let address, let now): try attach(address, at: now)
    case .acknowledge(let id, let address, let now): try acknowledge(id, address, at: now)
    case .acknowledgeThrough(let id, let address, let now): try acknowledge(through: id, address, at: now)
    case .revoke(let revocation): try revoke(revocation)
    case .keep(let conversation): try keep(conversation)
    case .sweep(let now): try sweep(at: now)
    }
  }

  private func rollBack() {
    // What is known of the rooms and the conversations may come from the transaction that failed.
    rooms = [:]
    conversations = nil
    guard database.isInTransaction else { return }
    // SQLite has rolled back by itself where this fails.
    try? database.run("ROLLBACK")
  }

  private func sweep(at now: Int64) throws(StoreError) -> StoreOutcome {
    try sweepPublications(at: now)
    try sweepInboxes(at: now)
    try sweepConversations(at: now)
    try database.run("DELETE FROM revocations WHERE expires <= ?", .integer(now))
    return .done
  }
}
