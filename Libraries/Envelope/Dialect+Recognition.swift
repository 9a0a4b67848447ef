internal import TautBytes
import TautJSON

extension Dialect {
  /// Keys that only one dialect has, in the order in which they decide.
  ///
  /// A message with a key of the canonical envelope is one, however incomplete.
  private static let telling: [(key: String, dialect: Dialect)] = [
    ("ts", .v2), ("correlationId", .v2), ("version", .v2), ("payload", .v2), ("subscription_type", .rooms),
    ("data", .event), ("conversation_uuid", .user),
  ]

  private static let shape = JSONShape(telling.map(\.key))

  /// The dialect that a connection's first message is written in, by its keys.
  ///
  /// - Parameter bytes: The message, which may be any bytes.
  /// - Returns: The dialect, or `nil` where the keys do not tell.
  public static func recognized(in bytes: RawSpan) -> Dialect? {
    var fields = JSONFields()
    guard (try? JSONScanner().scan(bytes, for: shape, into: &fields)) != nil else { return nil }
    for (index, row) in telling.enumerated() where fields[index] != nil { return row.dialect }
    return nil
  }
}
