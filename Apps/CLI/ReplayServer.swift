internal import TautEventLoop
internal import TautHandshake
internal import TautRecording
internal import TautWebSocket

/// Plays the server's side of a recording to whoever connects.
struct ReplayServer {
  private let command: ReplayCommand
  private let recording: Recording
  private let screen: Screen

  /// A server that does not listen yet.
  init(_ command: ReplayCommand, _ recording: Recording) {
    self.command = command
    self.recording = recording
    screen = Screen(isJSON: command.isJSON, usesColor: command.usesColor)
  }

  /// Serves until a signal comes.
  func run() async -> ExitCode {
    do {
      guard let address = try SocketAddress.resolve(host: command.host, port: UInt16(command.port)).first else {
        return .unreachable
      }
      let loop = try EventLoop()
      loop.start()
      announce(try await listen(on: address, loop))
      _ = await StopSignals().first()
      await end(loop)
      return .success
    } catch {
      screen.warn("tautline replay: cannot listen on \(command.host): \(error)")
      return .unreachable
    }
  }

  private func listen(on address: SocketAddress, _ loop: isolated EventLoop) throws(SystemError) -> SocketAddress {
    let service = ReplayService(command, recording, screen: screen, on: loop.reactor)
    let context = HTTPContext(service: service)
    loop.attachment = service
    let listener = try loop.reactor.listen(on: address) { _ = HTTPConnection(on: $0, context: context) }
    return listener.address
  }

  private func announce(_ address: SocketAddress) {
    let url = "ws://\(address)"
    StandardOutput.write(command.isJSON ? #"{"event":"listening","url":"\#(url)"}"# + "\n" : "listening on \(url)\n")
  }

  private func end(_ loop: isolated EventLoop) async {
    await withCheckedContinuation(isolation: loop) { (done: CheckedContinuation<Void, Never>) in
      guard let service = loop.attachment as? ReplayService else { return done.resume() }
      service.close { done.resume() }
    }
  }
}
