/// Who came and who went in a room since subscribers were told.
///
/// Events are told together, so that a crowd that comes at once is one message. Who came and went in between is not
/// mentioned.
public struct PresenceChanges: Sendable {
  /// The most members that are mentioned at once.
  public let limit: Int
  /// Whether more came or went than are mentioned: ask for all members.
  public private(set) var isTruncated = false

  private var changes: [PresenceMember: Bool] = [:]

  /// No changes.
  public init(limit: Int = 1_000) {
    self.limit = limit
  }

  /// Whether nobody came or went.
  public var isEmpty: Bool { changes.isEmpty && !isTruncated }

  /// Who came, in order.
  public var joined: [PresenceMember] { changes.filter(\.value).keys.sorted() }

  /// Who went, in order.
  public var left: [PresenceMember] { changes.filter { !$0.value }.keys.sorted() }

  /// Adds an event; it undoes an earlier one about the same member.
  public mutating func note(_ event: PresenceEvent) {
    if changes[event.member] != nil {
      changes[event.member] = nil
    } else if changes.count < limit {
      if case .joined = event { changes[event.member] = true } else { changes[event.member] = false }
    } else {
      isTruncated = true
    }
  }

  /// Forgets the changes, and returns them.
  public mutating func take() -> PresenceChanges {
    defer { self = PresenceChanges(limit: limit) }
    return self
  }
}
