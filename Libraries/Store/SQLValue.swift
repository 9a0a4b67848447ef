/// A parameter of an SQL statement.
enum SQLValue {
  case null
  case integer(Int64)
  case text(String)
  case bytes([UInt8])

  /// An unsigned number by its bits: SQLite's integers are signed.
  static func bits(_ value: UInt64) -> SQLValue { .integer(Int64(bitPattern: value)) }

  /// An integer, or null.
  static func optional(_ value: Int64?) -> SQLValue { value.map(SQLValue.integer) ?? .null }

  /// A text, or null.
  static func optional(_ value: String?) -> SQLValue { value.map(SQLValue.text) ?? .null }
}
