import TautEventLoop
import TautHub
import TautWebSocket

/// What the loops say of themselves, and of one another.
extension ServerLoop {
  /// Asks every loop for its report and calls `body` here when all have come.
  func gather(_ body: @escaping ([LoopReport]) -> Void) {
    gather({ $0.report() }, then: body)
  }

  /// Asks every loop a question and calls `body` here when all have answered, with the answers as they came.
  func gather<Answer: Sendable>(
    _ question: @escaping @Sendable (ServerLoop) -> Answer, then body: @escaping ([Answer]) -> Void
  ) {
    nextToken += 1
    let token = nextToken
    var answers: [Answer] = []
    gathering[token] = { [count = server.loops.count] answer in
      if let answer = answer as? Answer { answers.append(answer) }
      guard answers.count == count else { return false }
      body(answers)
      return true
    }
    let origin = index
    server.onEachLoop { other in
      let answer = question(other)
      other.server.onLoop(origin) { $0.collect(answer, token) }
    }
  }

  private func collect(_ answer: any Sendable, _ token: UInt64) {
    if gathering[token]?(answer) == true { gathering[token] = nil }
  }

  private var allMeasures: ServerMeasures {
    var measures = measures
    measures.gaveWay = httpContext?.gaveWay ?? 0
    return measures
  }

  private func report() -> LoopReport {
    LoopReport(
      hub: hub.status(), rooms: hub.rooms(), loop: reactor.counters, echoes: echo.count, requests: requests,
      measures: allMeasures, storeTrouble: storeTrouble)
  }
}
