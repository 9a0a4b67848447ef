/// What was said in one conversation of one user, as bytes that a store does not look into.
public struct StoredConversation: Sendable, Hashable {
  /// Whose conversation it is.
  public var user: String
  /// What tells it from the user's others.
  public var name: String
  /// What was said.
  public var content: [UInt8]
  /// When something was said last: milliseconds since 1970.
  public var used: Int64

  /// Makes a conversation.
  public init(user: String, name: String, content: [UInt8], used: Int64) {
    self.user = user
    self.name = name
    self.content = content
    self.used = used
  }

  /// What it weighs against the bounds, in bytes.
  var size: Int { content.count + name.utf8.count }
}
