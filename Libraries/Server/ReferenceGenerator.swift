public import TautUserChannel

/// The generator that a server has where nobody gave it another: ``ReferenceAnswer``, word by word.
public struct ReferenceGenerator: AnswerGenerator {
  /// The pause after each word.
  ///
  /// Default: 30 milliseconds, about as fast as a model speaks.
  public var pause: Duration = .milliseconds(30)

  /// Makes a generator.
  public init() {}

  /// Answers in words.
  public func answer(_ question: Question, part: (String) async throws -> Void) async throws {
    for word in ReferenceAnswer(to: question).parts {
      try await part(word)
      if pause > .zero { try await Task.sleep(for: pause) }
    }
  }
}
