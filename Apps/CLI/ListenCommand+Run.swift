internal import TautEventLoop
internal import TautTLS
internal import TautWebSocket

extension ListenCommand {
  /// What ends the server.
  private enum Stop: Sendable {
    case signal(Int32)
    case user
  }

  /// What keeps the server from starting.
  private enum Failure: Error {
    case tls(String)
    case address(String)

    var exitCode: ExitCode {
      switch self {
      case .tls: .tls
      case .address: .unreachable
      }
    }

    var text: String {
      switch self {
      case .tls(let text), .address(let text): text
      }
    }
  }

  /// Serves until a signal or the user ends it.
  func run() async -> ExitCode {
    let console = echoes || !Terminal.isInteractive ? nil : Console(history: History(), completions: [])
    let screen = Screen(console: console, isJSON: isJSON, usesColor: usesColor)
    let (stops, stop) = AsyncStream.makeStream(of: Stop.self)
    do throws(Failure) {
      let loop = try await start(screen) { stop.yield(.signal($0)) }
      await talk(on: loop, console: console, stops: stops) { stop.yield(.user) }
      await end(loop)
      console?.stop()
      return .success
    } catch {
      screen.warn(error.text)
      return error.exitCode
    }
  }

  private func start(
    _ screen: Screen, received: @escaping @Sendable (Int32) -> Void
  ) async throws(Failure) -> EventLoop {
    let tls = try context()
    let loop: EventLoop
    let address: SocketAddress
    do {
      guard let first = try SocketAddress.resolve(host: host, port: UInt16(port)).first else {
        throw Failure.address("\(host) has no address")
      }
      address = first
      loop = try EventLoop()
    } catch {
      throw .address("\(error)")
    }
    loop.start()
    let outcome = await withCheckedContinuation {
      (done: CheckedContinuation<Result<SocketAddress, SystemError>, Never>) in
      loop.submit { loop in
        done.resume(
          returning: Result { () throws(SystemError) in
            _ = try Signals(on: loop.reactor, received: received)
            return try listen(on: address, loop, tls, screen)
          })
      }
    }
    switch outcome {
    case .success(let address):
      announce(address, screen)
      return loop
    case .failure(let error): throw .address("cannot listen on \(address): \(error)")
    }
  }

  private func context() throws(Failure) -> TLSContext? {
    guard let certificate, let key else { return nil }
    do {
      return try TLSContext.server(certificateFile: certificate, keyFile: key)
    } catch {
      throw .tls(error.description)
    }
  }

  private func listen(
    on address: SocketAddress, _ loop: isolated EventLoop, _ tls: TLSContext?, _ screen: Screen
  ) throws(SystemError) -> SocketAddress {
    let service = ListenService(self, screen: screen)
    let context = HTTPContext(service: service)
    context.requestTimeout = handshakeTimeout
    loop.attachment = service
    let listener = try loop.reactor.listen(on: address, tls: tls) { stream in
      _ = HTTPConnection(on: stream, context: context)
    }
    return listener.address
  }

  private func announce(_ address: SocketAddress, _ screen: Screen) {
    let url = "\(certificate == nil ? "ws" : "wss")://\(address)"
    if isJSON {
      StandardOutput.write(#"{"event":"listening","url":"\#(url)"}"# + "\n")
    } else {
      StandardOutput.write("listening on \(url)\n")
    }
  }

  /// Sends what is typed until it is time to stop.
  private func talk(
    on loop: EventLoop, console: Console?, stops: AsyncStream<Stop>, user: @escaping @Sendable () -> Void
  ) async {
    let input = UserInput()
    if !echoes { input.start(console) }
    let typing = Task {
      for await event in input.events {
        input.taken()
        switch event {
        case .line(let line): broadcast(String(decoding: line, as: UTF8.self), on: loop)
        case .interrupt: user()
        // A server whose input is a file or nothing goes on; one whose user pressed ctrl-D does not.
        case .end: if console != nil { user() }
        }
      }
    }
    defer { typing.cancel() }
    for await _ in stops { return }
  }

  private func broadcast(_ line: String, on loop: EventLoop) {
    loop.submit { ($0.attachment as? ListenService)?.broadcast(line) }
  }

  private func end(_ loop: EventLoop) async {
    await withCheckedContinuation { (done: CheckedContinuation<Void, Never>) in
      loop.submit { loop in
        guard let service = loop.attachment as? ListenService else { return done.resume() }
        service.close { done.resume() }
      }
    }
  }
}
