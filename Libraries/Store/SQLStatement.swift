import CTautSQLite

/// A compiled statement of one ``SQLDatabase``, used again and again.
@safe
final class SQLStatement {
  private let pointer: OpaquePointer
  private unowned let database: SQLDatabase

  init(owning pointer: OpaquePointer, of database: SQLDatabase) {
    unsafe self.pointer = unsafe pointer
    self.database = database
  }

  deinit {
    // Made by `sqlite3_prepare_v2` and owned by this object alone; its database outlives it.
    unsafe sqlite3_finalize(pointer)
  }

  /// Runs the statement and calls `body` for each row.
  ///
  /// The statement is reset afterwards, however it ends.
  func run(_ values: [SQLValue], _ body: (SQLRow) throws(StoreError) -> Void) throws(StoreError) {
    defer { reset() }
    for (position, value) in values.enumerated() { try bind(value, at: Int32(position + 1)) }
    while try step() { try unsafe body(SQLRow(statement: pointer)) }
  }

  private func step() throws(StoreError) -> Bool {
    // The statement is valid until deinit, and its parameters were copied.
    switch unsafe sqlite3_step(pointer) {
    case SQLITE_ROW: return true
    case SQLITE_DONE: return false
    case let code: throw database.error(code)
    }
  }

  private func bind(_ value: SQLValue, at index: Int32) throws(StoreError) {
    // SQLite copies texts and bytes during the call.
    let code =
      switch value {
      case .null: unsafe sqlite3_bind_null(pointer, index)
      case .integer(let number): unsafe sqlite3_bind_int64(pointer, index, number)
      case .text(let text): bind(text, at: index)
      case .bytes(let bytes):
        unsafe bytes.withUnsafeBytes {
          unsafe taut_sqlite3_bind_bytes(pointer, index, $0.baseAddress, UInt64($0.count))
        }
      }
    if code != SQLITE_OK { throw database.error(code) }
  }

  private func bind(_ text: String, at index: Int32) -> Int32 {
    var text = text
    return text.withUTF8 { utf8 in
      unsafe utf8.withMemoryRebound(to: CChar.self) {
        unsafe taut_sqlite3_bind_text(pointer, index, $0.baseAddress, UInt64($0.count))
      }
    }
  }

  private func reset() {
    // What a reset returns is the error that the step has reported already.
    unsafe sqlite3_reset(pointer)
    unsafe sqlite3_clear_bindings(pointer)
  }
}
