import TautUserChannel

/// Runs a generator off the loops, and brings what it says to the loop that wants it.
struct AnswerRun: Sendable {
  private weak let server: Server?
  private let loop: Int
  private let generation: UInt64
  private let generator: any AnswerGenerator

  init(_ server: Server, loop: Int, _ generation: UInt64) {
    self.server = server
    self.loop = loop
    self.generation = generation
    generator = server.configuration.generator
  }

  /// Returns when the answer is complete, has failed, or is not wanted any further.
  func answer(_ question: Question) async {
    let failure = await failure(of: question)
    server?.onLoop(loop) { [generation] in $0.users.generationEnded(generation, failure: failure) }
  }

  /// Why the answer failed: `nil` where it did not, empty where nobody wants it any further.
  private func failure(of question: Question) async -> String? {
    do {
      try await generator.answer(question) { part in try await send(part) }
      return nil
    } catch {
      return error is CancellationError ? "" : "\(error)"
    }
  }

  private func send(_ part: String) async throws(CancellationError) {
    guard !Task.isCancelled, await isWanted(part) else { throw CancellationError() }
  }

  /// Hands a part over, and returns whether further ones are wanted.
  private func isWanted(_ part: String) async -> Bool {
    await withCheckedContinuation { continuation in
      let question = PartQuestion(continuation)
      server?.onLoop(loop) { [generation] in question.answer($0.users.generated(part, generation)) }
    }
  }
}
