import CTautSQLite

extension SQLDatabase {
  /// Looks whether the file is empty or one of ours, before anything is written to it.
  func recognise(upTo supported: Int) throws(StoreError) {
    let application = try integer("PRAGMA application_id") ?? 0
    let version = Int(try integer("PRAGMA user_version") ?? 0)
    let objects = try integer("SELECT count(*) FROM sqlite_schema") ?? 0
    guard application == SQLiteSchema.applicationID || (application == 0 && objects == 0) else {
      throw .foreign(file: file)
    }
    guard version <= supported else { throw .newer(file: file, version: version, supported: supported) }
  }

  /// Sets how the file is written.
  func configure(_ options: SQLiteOptions) throws(StoreError) {
    // WAL: readers of other processes never block the writer, and a commit is one append and one fdatasync.
    try script(
      """
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = \(options.durability == .full ? "FULL" : "NORMAL");
      PRAGMA foreign_keys = ON;
      PRAGMA journal_size_limit = 16777216;
      PRAGMA cache_size = -16384;
      """)
  }

  /// Brings the schema up to date, each step in one transaction.
  func migrate(_ steps: [String]) throws(StoreError) {
    let version = Int(try integer("PRAGMA user_version") ?? 0)
    for (number, step) in steps.enumerated().dropFirst(version) {
      do throws(StoreError) {
        try script(
          """
          BEGIN IMMEDIATE;
          \(step)
          PRAGMA application_id = \(SQLiteSchema.applicationID);
          PRAGMA user_version = \(number + 1);
          COMMIT;
          """)
      } catch {
        if isInTransaction { try? script("ROLLBACK") }
        throw error
      }
    }
  }

  /// The seed in the file, or `proposal` where the file has none yet.
  func epochSeed(proposing proposal: UInt64) throws(StoreError) -> UInt64 {
    let known = "SELECT value FROM properties WHERE name = 'epoch_seed'"
    if let seed = try integer(known) { return UInt64(bitPattern: seed) }
    try run("INSERT INTO properties (name, value) VALUES ('epoch_seed', ?)", .bits(proposal))
    return proposal
  }

  /// Searches the file for damage unless it is larger than `size` bytes.
  func check(upTo size: Int) throws(StoreError) {
    let pages = try integer("PRAGMA page_count") ?? 0
    let pageSize = try integer("PRAGMA page_size") ?? 0
    guard pages * pageSize <= Int64(size) else { return }
    var complaint = "ok"
    try run("PRAGMA quick_check(1)") { row throws(StoreError) in complaint = row.text(0) }
    guard complaint == "ok" else { throw .corrupt(file: file, detail: complaint.replacing("\n", with: " ")) }
  }
}
