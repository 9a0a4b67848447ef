/// The conversations in memory: those that were used last.
struct Conversations: Sendable {
  struct Key: Hashable, Sendable {
    var user: String
    var conversation: String
  }

  private struct Entry: Sendable {
    var conversation: Conversation
    var lastUse: UInt64
  }

  private let limit: Int
  private let bytes: Int
  private var entries: [Key: Entry] = [:]
  private var uses: UInt64 = 0

  init(limit: Int, bytes: Int) {
    self.limit = max(1, limit)
    self.bytes = bytes
  }

  /// Whether it is known without asking the storage what was said.
  func knows(_ key: Key) -> Bool { entries[key] != nil }

  /// The question that a message is, after what was said before.
  func question(_ message: String, in key: Key) -> Question {
    Question(
      user: key.user, conversation: key.conversation, message: message,
      history: entries[key]?.conversation.turns ?? [])
  }

  /// The last question once more, or `nil` where none is remembered.
  func lastQuestion(in key: Key) -> Question? {
    guard let conversation = entries[key]?.conversation, let last = conversation.turns.last else { return nil }
    return Question(
      user: key.user, conversation: key.conversation, message: last.message, attempt: conversation.attempt + 1,
      history: conversation.turns.dropLast())
  }

  /// Remembers an answer, in place of the one before it where it answers the same message anew, and returns what is
  /// remembered now.
  mutating func note(_ answer: String, to question: Question) -> Conversation {
    // After what the generator knew: the conversation may have left the memory meanwhile.
    var turns = question.history + [Question.Turn(message: question.message, answer: answer)]
    var size = turns.reduce(0) { $0 + $1.size }
    while turns.count > 1, size > bytes { size -= turns.removeFirst().size }
    let conversation = Conversation(
      user: question.user, name: question.conversation, turns: turns, attempt: question.attempt)
    add(conversation)
    return conversation
  }

  /// Adds a conversation, and forgets another one where there are too many.
  mutating func add(_ conversation: Conversation) {
    uses += 1
    let key = Key(user: conversation.user, conversation: conversation.name)
    entries[key] = Entry(conversation: conversation, lastUse: uses)
    if entries.count > limit, let oldest = entries.min(by: { $0.value.lastUse < $1.value.lastUse }) {
      entries[oldest.key] = nil
    }
  }
}

extension Question.Turn {
  fileprivate var size: Int { message.utf8.count + answer.utf8.count }
}
