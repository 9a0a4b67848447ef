/// The words of the reference generator, which no model has chosen.
///
/// The same question always has the same answer, another attempt another one. It says what it is, repeats what was said,
/// and counts words: enough to see that a conversation goes on, and nothing to be mistaken for thought.
public struct ReferenceAnswer: Sendable, Hashable {
  /// The answer, part by part.
  public let parts: [String]

  /// The answer as a whole.
  public var text: String { parts.joined() }

  /// Answers a question.
  public init(to question: Question) {
    var sentences = [Self.openings[question.attempt % Self.openings.count]]
    sentences.append("You said: “\(Self.shortened(question.message))”.")
    let count = question.message.split(whereSeparator: \.isWhitespace).count
    sentences.append("That is \(count) \(count == 1 ? "word" : "words").")
    if let last = question.history.last { sentences.append("Before that you said: “\(Self.shortened(last.message))”.") }
    if question.attempt > 0 { sentences.append("This is answer number \(question.attempt + 1) to it.") }
    parts = Self.words(sentences.joined(separator: " "))
  }

  private static let openings = [
    "I am the reference generator, not a model.", "Still the reference generator, in other words.",
    "Once more the reference generator, which has no opinion.",
  ]

  private static func shortened(_ text: String) -> String {
    text.count <= 200 ? text : text.prefix(199) + "…"
  }

  /// Words with the spaces after them.
  private static func words(_ text: String) -> [String] {
    var words: [String] = []
    var start = text.startIndex
    while let space = text[start...].firstIndex(of: " ") {
      let next = text.index(after: space)
      words.append(String(text[start..<next]))
      start = next
    }
    words.append(String(text[start...]))
    return words
  }
}
