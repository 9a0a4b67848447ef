/// What was said in the conversations that are remembered.
struct Conversations: Sendable {
  struct Key: Hashable, Sendable {
    var user: String
    var conversation: String
  }

  private struct Entry: Sendable {
    var turns: [Question.Turn] = []
    var attempt = 0
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

  /// The question that a message is, after what was said before.
  func question(_ message: String, in key: Key) -> Question {
    Question(
      user: key.user, conversation: key.conversation, message: message, history: entries[key]?.turns ?? [])
  }

  /// The last question once more, or `nil` where none is remembered.
  func lastQuestion(in key: Key) -> Question? {
    guard let entry = entries[key], let last = entry.turns.last else { return nil }
    return Question(
      user: key.user, conversation: key.conversation, message: last.message, attempt: entry.attempt + 1,
      history: entry.turns.dropLast())
  }

  /// Remembers an answer, in place of the one before it where it answers the same message anew.
  mutating func note(_ answer: String, to question: Question) {
    let key = Key(user: question.user, conversation: question.conversation)
    uses += 1
    var entry = entries[key] ?? Entry(lastUse: uses)
    if question.attempt > 0 && !entry.turns.isEmpty { entry.turns.removeLast() }
    entry.turns.append(Question.Turn(message: question.message, answer: answer))
    entry.attempt = question.attempt
    entry.lastUse = uses
    while entry.turns.count > 1, entry.turns.reduce(0, { $0 + $1.size }) > bytes { entry.turns.removeFirst() }
    entries[key] = entry
    if entries.count > limit, let oldest = entries.min(by: { $0.value.lastUse < $1.value.lastUse }) {
      entries[oldest.key] = nil
    }
  }
}

extension Question.Turn {
  fileprivate var size: Int { message.utf8.count + answer.utf8.count }
}
