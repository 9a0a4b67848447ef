/// What answers the users: the one thing to replace for a real model.
///
/// ```swift
/// struct MyModel: AnswerGenerator {
///   func answer(_ question: Question, part: (String) async throws -> Void) async throws {
///     for try await token in model.stream(question.message, history: question.history) { try await part(token) }
///   }
/// }
/// ```
public protocol AnswerGenerator: Sendable {
  /// Answers a question in parts, which together are the answer.
  ///
  /// It runs in a task of its own, which is cancelled when the user cancels, takes another answer, or when it takes too
  /// long. The user is told what it throws as `GENERATION_FAILED`.
  ///
  /// - Parameters:
  ///   - question: What is asked.
  ///   - part: Sends one part to the user's devices; throws once the answer is no longer wanted.
  /// - Throws: Whatever keeps the answer from being complete.
  func answer(_ question: Question, part: (String) async throws -> Void) async throws
}
