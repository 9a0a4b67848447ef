/// What a generator is asked.
public struct Question: Sendable, Hashable {
  /// What was said before in the conversation: a message and its answer.
  public struct Turn: Sendable, Hashable {
    /// What the user said.
    public var message: String
    /// What was answered.
    public var answer: String

    /// Makes a turn.
    public init(message: String, answer: String) {
      self.message = message
      self.answer = answer
    }
  }

  /// Who asks.
  public var user: String
  /// The conversation.
  public var conversation: String
  /// What the user says.
  public var message: String
  /// How often this message was answered before: 0, unless the user wants another answer.
  public var attempt: Int
  /// What was said before, oldest first, as far as it is remembered.
  public var history: [Turn]

  /// Makes a question.
  public init(user: String, conversation: String, message: String, attempt: Int = 0, history: [Turn] = []) {
    self.user = user
    self.conversation = conversation
    self.message = message
    self.attempt = attempt
    self.history = history
  }
}
