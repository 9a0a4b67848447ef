internal import TautClient

extension DriveCommand {
  /// Answers requests until `quit` or the end of the input.
  func run() async -> ExitCode {
    let input = UserInput()
    input.start(nil)
    let session = DriveSession()
    for await case .line(let line) in input.events.prefix(while: { $0 != .end }) {
      input.taken()
      if line.isEmpty { continue }
      let request = DriveRequest(line)
      let answer = await session.answer(request)
      guard StandardOutput.write(answer.encoded(id: request.id) + [0x0A]) else { return .output }
      if request.operation == .success(.quit) { break }
    }
    await session.end()
    return .success
  }
}
