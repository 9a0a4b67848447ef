extension SQLiteEngine {
  func revoke(_ revocation: Revocation) throws(StoreError) -> StoreOutcome {
    let (kind, value) = revocation.target.columns
    let known = try database.integer(
      "SELECT 1 FROM revocations WHERE kind = ? AND value = ?", .integer(kind), .text(value))
    try database.run(
      "INSERT OR REPLACE INTO revocations (kind, value, time, expires) VALUES (?, ?, ?, ?)", .integer(kind),
      .text(value), .integer(revocation.time), .optional(revocation.expires))
    return known == nil ? .done : .repeated
  }

  /// The revocations that have not expired.
  public func revocations(at now: Int64) throws(StoreError) -> [Revocation] {
    var revocations: [Revocation] = []
    try database.run(
      """
      SELECT kind, value, time, expires FROM revocations
      WHERE expires IS NULL OR expires > ? ORDER BY time, kind, value
      """, .integer(now)
    ) { row in
      let target = Revocation.Target(kind: row.integer(0), value: row.text(1))
      revocations.append(Revocation(target, time: row.integer(2), expires: row.optionalInteger(3)))
    }
    return revocations
  }
}

extension Revocation.Target {
  fileprivate init(kind: Int64, value: String) {
    self = kind == 0 ? .token(value) : .subject(value)
  }

  fileprivate var columns: (Int64, String) {
    switch self {
    case .token(let id): (0, id)
    case .subject(let name): (1, name)
    }
  }
}
