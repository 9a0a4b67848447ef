// The code that Docs/Guides/UserChannel.md shows, in the same words; UserChannelGuideTests compares them.

import TautAuth
import TautServer
import TautUserChannel

/// What your model's library offers.
protocol LanguageModel: Sendable {
  func stream(_ prompt: [(role: String, text: String)]) -> AsyncThrowingStream<String, any Error>
}

/// Answers users with a model.
struct ModelGenerator: AnswerGenerator {
  let model: any LanguageModel

  func answer(_ question: Question, part: (String) async throws -> Void) async throws {
    var prompt = question.history.flatMap { [("user", $0.message), ("assistant", $0.answer)] }
    prompt.append(("user", question.message))
    for try await token in model.stream(prompt) { try await part(token) }
  }
}

/// A server whose users a model answers.
func chatServer(_ model: any LanguageModel, secret: String, file: String) throws(ServerError) -> Server {
  var configuration = ServerConfiguration()
  configuration.tokens.secret = MaskedToken(secret)
  configuration.storeFile = file  // inboxes survive the process; without it they do not
  configuration.generator = ModelGenerator(model: model)
  configuration.userChannel.longestAnswer = 64 << 10
  configuration.port = 0
  return try Server(configuration)
}
