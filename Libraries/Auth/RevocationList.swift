/// The tokens, and the users' tokens up to some time, that are not good any more.
///
/// An entry stays until the tokens that it is about have run out by themselves. Each kind has a limit; where that is
/// reached, entries that are over are dropped, and if that is not enough the next one is refused with an error. Nothing
/// that was revoked ever becomes good again to make room.
public struct RevocationList: Sendable {
  /// The most entries of each kind, unless said otherwise.
  public static let usualLimit = 100_000

  /// The longest token id or user, in bytes.
  public static let longestName = 1024

  private struct Subject {
    /// Tokens that were issued up to then are revoked.
    var cutoff: NumericDate
    var until: NumericDate
  }

  private let limit: Int
  private var ids: [String: NumericDate] = [:]
  private var subjects: [String: Subject] = [:]

  /// Makes an empty list that holds `limit` tokens and as many users.
  public init(limit: Int = usualLimit) {
    precondition(limit > 0, "a list holds at least one entry")
    self.limit = limit
  }

  /// Revokes the token with this id (`jti`).
  ///
  /// - Parameters:
  ///   - id: The token's id.
  ///   - until: When the token runs out by itself, so that the entry may go.
  ///   - now: The present.
  /// - Throws: ``RevocationError`` when the name is none or the list is full.
  public mutating func revoke(
    tokenID id: String, until: NumericDate, at now: NumericDate
  ) throws(RevocationError) {
    try Self.check(id)
    if ids[id] == nil { try makeRoom(at: now, count: ids.count) }
    ids[id] = max(until, ids[id] ?? until)
  }

  /// Revokes every token of this user (`sub`) that was issued up to `now`, or that does not say when.
  ///
  /// Tokens say seconds: one that is made later in the same second is revoked as well.
  ///
  /// - Parameters:
  ///   - subject: The user.
  ///   - until: When the last of these tokens has run out by itself, so that the entry may go.
  ///   - now: The present.
  /// - Throws: ``RevocationError`` when the name is none or the list is full.
  public mutating func revoke(
    subject: String, until: NumericDate, at now: NumericDate
  ) throws(RevocationError) {
    try Self.check(subject)
    if subjects[subject] == nil { try makeRoom(at: now, count: subjects.count) }
    subjects[subject] = Subject(cutoff: now, until: max(until, subjects[subject]?.until ?? until))
  }

  /// The number of entries, those that are over included.
  public var count: Int { ids.count + subjects.count }

  /// Whether a token with these claims is revoked.
  public func contains(_ claims: TokenClaims, at now: NumericDate) -> Bool {
    if let id = claims.id, let until = ids[id], now < until { return true }
    guard let subject = claims.subject.flatMap({ subjects[$0] }), now < subject.until else { return false }
    return claims.issuedAt.map { $0 <= subject.cutoff } ?? true
  }

  private static func check(_ name: String) throws(RevocationError) {
    guard !name.isEmpty else { throw .empty }
    guard name.utf8.count <= longestName else { throw .tooLong(length: name.utf8.count, limit: longestName) }
  }

  private mutating func makeRoom(at now: NumericDate, count: Int) throws(RevocationError) {
    guard count >= limit else { return }
    ids = ids.filter { now < $0.value }
    subjects = subjects.filter { now < $0.value.until }
    guard max(ids.count, subjects.count) < limit else { throw .full(limit: limit) }
  }
}
