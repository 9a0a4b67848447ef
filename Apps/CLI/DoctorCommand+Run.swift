internal import TautEventLoop

extension DoctorCommand {
  /// Examines the server, and prints what was found.
  func run() async -> ExitCode {
    do throws(SystemError) {
      let loop = try EventLoop()
      loop.start()
      return await examine(on: loop)
    } catch {
      StandardError.write("tautline doctor: \(error)\n")
      return .unreachable
    }
  }

  private func examine(on loop: isolated EventLoop) async -> ExitCode {
    await Doctor(self).examine(on: loop)
  }
}
