/// Where a message for a user went.
public struct UserReceipt: Sendable, Hashable {
  /// The user.
  public var user: String
  /// The message's id.
  public var id: String
  /// Whether the inbox knew the id already, so that nothing changed.
  public var isRepeated: Bool

  /// Makes a receipt.
  public init(user: String, id: String, isRepeated: Bool) {
    self.user = user
    self.id = id
    self.isRepeated = isRepeated
  }
}
