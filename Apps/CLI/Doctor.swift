internal import Dispatch
internal import TautClient
internal import TautEventLoop
internal import TautFraming
internal import TautHandshake
internal import TautLog
internal import TautTLS
internal import TautWebSocket

/// Examines a connection from the URL to the close, and stops where nothing further can be seen.
final class Doctor {
  private let command: DoctorCommand
  private let style: TextStyle
  private var report: DoctorReport

  /// A doctor who has seen nothing yet.
  init(_ command: DoctorCommand) {
    self.command = command
    style = Terminal.style(for: 1, wanted: command.usesColor)
    report = DoctorReport(url: Redaction.redacted(command.url))
  }

  /// Examines the server, and says what the shell is to know.
  func examine(on loop: isolated EventLoop) async -> ExitCode {
    guard let request = request(), let addresses = await resolve(request) else { return finish() }
    guard let link = await open(request, addresses, on: loop) else { return finish() }
    var examination = DoctorExamination(link, command: command, target: request.url.target)
    await examination.run(on: loop) { add($0, as: $1) }
    return finish()
  }

  private func finish() -> ExitCode {
    for finding in report.unreached { add(finding) }
    let output = command.isJSON ? report.record : Array("\(report.summary)\n".utf8)
    return StandardOutput.write(output) ? report.exitCode : .output
  }

  private func add(_ finding: DoctorFinding, as code: ExitCode = .success) {
    report.add(finding, as: code)
    if !command.isJSON { StandardOutput.write(finding.text(style)) }
  }

  // MARK: URL and name

  private func request() -> ClientUpgradeRequest? {
    do throws(WebSocketURLError) {
      let url = try WebSocketURL(command.url)
      let kind = url.isSecure ? "encrypted" : "plain"
      add(DoctorFinding(check: .url, state: .ok, seen: "\(kind), host \(url.host), port \(url.port)"))
      return command.connection.request(url)
    } catch {
      let advice = ["write it as ws://host:port/path or wss://host:port/path"]
      add(DoctorFinding(check: .url, state: .failed, seen: "\(error)", advice: advice), as: .usage)
      return nil
    }
  }

  private func resolve(_ request: ClientUpgradeRequest) async -> [SocketAddress]? {
    let host = command.connection.proxy?.host ?? request.url.host
    let port = UInt16(command.connection.proxy?.port ?? request.url.port)
    if let address = SocketAddress(host: host, port: port) {
      add(DoctorFinding(check: .dns, state: .skipped, seen: "\(host) is an address"))
      return [address]
    }
    let start = ContinuousClock.now
    let result = await Self.lookUp(host, port)
    let time = ContinuousClock.now - start
    switch result {
    case .success(let addresses):
      let list = addresses.map(\.host).joined(separator: ", ")
      add(DoctorFinding(check: .dns, state: .ok, seen: "\(host.shown) has \(list)", time: time))
      return addresses
    case .failure(let error):
      let advice = DoctorAdvice.resolution(host)
      add(DoctorFinding(check: .dns, state: .failed, seen: "\(error)", advice: advice, time: time), as: .unreachable)
      return nil
    }
  }

  /// Looks a name up on a thread that may block.
  private static func lookUp(_ host: String, _ port: UInt16) async -> Result<[SocketAddress], ResolutionError> {
    await withCheckedContinuation { done in
      DispatchQueue.global().async {
        done.resume(
          returning: Result { () throws(ResolutionError) in
            try SocketAddress.resolve(host: host, port: port)
          })
      }
    }
  }

  // MARK: Opening

  private func open(
    _ request: ClientUpgradeRequest, _ addresses: [SocketAddress], on loop: isolated EventLoop
  ) async -> DoctorLink? {
    let start = ContinuousClock.now
    var steps: [(ConnectStep, Duration)] = []
    let outcome = await attempt(request, addresses, on: loop) { steps.append(($0, ContinuousClock.now - start)) }
    let path = DoctorPath(
      request: request, settings: command.connection, steps: steps, outcome: outcome.map { $0.1 },
      end: ContinuousClock.now - start)
    for (finding, code) in path.findings { add(finding, as: code) }
    return try? outcome.get().0
  }

  private func attempt(
    _ request: ClientUpgradeRequest, _ addresses: [SocketAddress], on loop: isolated EventLoop,
    progress: @escaping (ConnectStep) -> Void
  ) async -> Result<(DoctorLink, OpenedWebSocket), ConnectError> {
    var outcome: Result<(DoctorLink, OpenedWebSocket), ConnectError>?
    let reactor = loop.reactor
    await withCheckedContinuation(isolation: loop) { (done: CheckedContinuation<Void, Never>) in
      do throws(ConnectError) {
        let attempt = try WebSocketAttempt(
          request, to: addresses, through: command.connection.proxy, tls: try tls(request.url),
          timeout: command.connection.openTimeout, context: context, on: reactor
        ) { result in
          outcome = result.map { (DoctorLink($0.webSocket, on: reactor), $0.answer) }
          done.resume()
        }
        attempt.progress = progress
        attempt.start()
      } catch {
        outcome = .failure(error)
        done.resume()
      }
    }
    return outcome!
  }

  private var context: WebSocketContext {
    let context = WebSocketContext(role: .client, resources: WebSocketResources())
    context.limits = FrameLimits(maxMessage: command.connection.maximumMessage)
    context.pingInterval = nil
    return context
  }

  private func tls(_ url: WebSocketURL) throws(ConnectError) -> TLSContext? {
    guard url.isSecure else { return nil }
    let options = command.connection.options
    do throws(TLSFileError) {
      return try TLSContext.client(
        trust: options.trust, certificateFile: options.certificateFile, keyFile: options.keyFile)
    } catch {
      throw .options(error.description)
    }
  }
}
