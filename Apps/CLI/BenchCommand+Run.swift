internal import TautEventLoop
internal import TautWebSocket

extension BenchCommand {
  /// Runs the load and prints what it has shown.
  func run() async -> ExitCode {
    do throws(ConnectError) {
      let report = try await measure(try BenchTarget(self)) { StandardError.write($0) }
      let isWritten = isJSON ? StandardOutput.write(report.json + [0x0A]) : StandardOutput.write(report.text)
      return isWritten ? report.exitCode : .output
    } catch {
      StandardError.write("tautline bench: \(error)\n")
      return ExitCode(error)
    }
  }

  /// Runs the load on a loop of its own; `tell` hears of its progress, a line a second.
  func measure(
    _ target: BenchTarget, tell: @escaping @Sendable (String) -> Void
  ) async throws(ConnectError) -> BenchReport {
    let loop: EventLoop
    do throws(SystemError) {
      loop = try EventLoop()
    } catch {
      throw .network(error.description)
    }
    loop.start()
    let outcome = await withCheckedContinuation {
      (done: CheckedContinuation<Result<BenchReport, ConnectError>, Never>) in
      loop.submit { loop in
        BenchRun(self, target, on: loop, tell: tell) { done.resume(returning: $0) }.start(on: loop)
      }
    }
    return try outcome.get()
  }
}
