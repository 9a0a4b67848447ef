/// What was said in one conversation of one user, as far as it is remembered.
public struct Conversation: Sendable, Hashable {
  /// Whose conversation it is.
  public var user: String
  /// What tells it from the user's others.
  public var name: String
  /// Messages and their answers, oldest first.
  public var turns: [Question.Turn]
  /// How often the last message was answered before its present answer.
  public var attempt: Int

  /// Makes a conversation.
  public init(user: String, name: String, turns: [Question.Turn] = [], attempt: Int = 0) {
    self.user = user
    self.name = name
    self.turns = turns
    self.attempt = attempt
  }
}
