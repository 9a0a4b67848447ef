import CTautSQLite
import Glibc

/// The one connection to an SQLite file, for one thread at a time.
@safe
final class SQLDatabase {
  let file: String
  private let pointer: OpaquePointer
  // Released after deinit has closed the file.
  private let lock: StoreLock
  private var statements: [String: SQLStatement] = [:]

  /// Opens a file, creates it if need be, and locks it.
  init(file: String) throws(StoreError) {
    self.file = file
    taut_survive_size_limit()
    lock = try StoreLock(besides: file)
    var opened: OpaquePointer?
    // Without SQLite's own mutexes: whoever owns this object calls it from one thread at a time.
    let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
    let code = unsafe sqlite3_open_v2(file, &opened, flags, nil)
    // Only without memory there is none.
    guard let opened = unsafe opened else { throw .cannotOpen(file: file, reason: "no memory") }
    unsafe pointer = unsafe opened
    // From here on deinit closes what was opened, also where opening failed.
    if code != SQLITE_OK { throw error(code) }
    // Where it may not write, SQLite opens for reading, and would say so only at the first change.
    guard unsafe sqlite3_db_readonly(opened, "main") == 0 else {
      throw .readOnly(file: file, reason: SystemText.of(EACCES))
    }
  }

  deinit {
    statements = [:]
    // Opened by this object, which is its only owner, and all statements are finalized.
    unsafe sqlite3_close_v2(pointer)
  }

  /// Keeps the file from running code of its own, and waits for other processes for so long.
  func prepare(busyTimeout: Duration) throws(StoreError) {
    let (seconds, attoseconds) = busyTimeout.components
    unsafe sqlite3_busy_timeout(pointer, Int32(seconds * 1_000 + attoseconds / 1_000_000_000_000_000))
    let code = unsafe taut_sqlite3_distrust(pointer)
    if code != SQLITE_OK { throw error(code) }
  }

  /// Runs several statements without parameters, separated by semicolons.
  func script(_ sql: String) throws(StoreError) {
    let code = unsafe sqlite3_exec(pointer, sql, nil, nil, nil)
    if code != SQLITE_OK { throw error(code) }
  }

  /// Runs one statement, compiled at its first use; `body` is called for each row.
  func run(
    _ sql: String, _ values: SQLValue..., body: (SQLRow) throws(StoreError) -> Void = { _ throws(StoreError) in }
  ) throws(StoreError) {
    try statement(sql).run(values, body)
  }

  /// The integer in the first column of the last row, or `nil` without rows.
  func integer(_ sql: String, _ values: SQLValue...) throws(StoreError) -> Int64? {
    var result: Int64?
    try statement(sql).run(values) { row throws(StoreError) in result = row.optionalInteger(0) }
    return result
  }

  /// How many rows the last statement changed.
  var changes: Int { unsafe Int(sqlite3_changes64(pointer)) }

  /// Whether a transaction is open.
  var isInTransaction: Bool { unsafe sqlite3_get_autocommit(pointer) == 0 }

  private func statement(_ sql: String) throws(StoreError) -> SQLStatement {
    if let known = statements[sql] { return known }
    var compiled: OpaquePointer?
    let code = unsafe sqlite3_prepare_v3(pointer, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &compiled, nil)
    guard code == SQLITE_OK, let compiled = unsafe compiled else { throw error(code) }
    let statement = unsafe SQLStatement(owning: compiled, of: self)
    statements[sql] = statement
    return statement
  }

  /// What a result code means.
  ///
  /// https://www.sqlite.org/rescode.html
  func error(_ code: Int32) -> StoreError {
    let number = unsafe sqlite3_system_errno(pointer)
    let detail = unsafe String(cString: sqlite3_errmsg(pointer))
    switch code & 0xFF {
    case SQLITE_FULL: return .full(file: file)
    case SQLITE_IOERR: return inputOutput(code, number, detail)
    case SQLITE_READONLY, SQLITE_PERM, SQLITE_AUTH: return .readOnly(file: file, reason: detail)
    case SQLITE_BUSY, SQLITE_LOCKED: return .locked(file: file, holder: nil)
    case SQLITE_CORRUPT: return .corrupt(file: file, detail: detail)
    case SQLITE_NOTADB: return .notADatabase(file: file)
    case SQLITE_CANTOPEN: return cannotOpen(number, detail)
    default: return .failed(file: file, detail: "\(detail) (SQLite \(code))")
    }
  }

  private func inputOutput(_ code: Int32, _ number: Int32, _ detail: String) -> StoreError {
    switch number {
    // SQLite itself takes only ENOSPC for a full disk; a quota and a limit of the process are the same to an operator.
    case ENOSPC, EDQUOT, EFBIG: .full(file: file)
    case EROFS, EACCES, EPERM: .readOnly(file: file, reason: SystemText.of(number))
    // By the time that SQLite reports a failed write, its own work may have cleared the number.
    case 0 where code == taut_SQLITE_IOERR_WRITE && taut_has_size_limit() != 0: .full(file: file)
    default: .inputOutput(file: file, detail: "\(detail) (SQLite \(code), \(SystemText.of(number)))")
    }
  }

  private func cannotOpen(_ number: Int32, _ detail: String) -> StoreError {
    switch number {
    case ENOSPC, EDQUOT, EFBIG: .full(file: file)
    case EROFS, EACCES, EPERM: .readOnly(file: file, reason: SystemText.of(number))
    case 0: .cannotOpen(file: file, reason: detail)
    default: .cannotOpen(file: file, reason: SystemText.of(number))
    }
  }
}
