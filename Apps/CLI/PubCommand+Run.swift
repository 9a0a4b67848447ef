internal import TautEventLoop
internal import TautHandshake
internal import TautTLS
internal import TautWebSocket

extension PubCommand {
  /// Why nothing more can be published.
  private struct Failure: Error {
    var code: ExitCode
    var text: String
  }

  /// Publishes the payload, or every line of standard input.
  func run() async -> ExitCode {
    do throws(Failure) {
      let loop = try makeLoop()
      return try await publish(on: loop, try server())
    } catch {
      StandardError.write("tautline pub: \(error.text)\n")
      return error.code
    }
  }

  private func publish(on loop: isolated EventLoop, _ server: WebSocketURL) async throws(Failure) -> ExitCode {
    let requester = HTTPRequester(
      server: server, addresses: try resolve(server), tls: try context(server), timeout: timeout)
    guard payload == "-" else { return try await publish(Array(payload.utf8), requester, loop) }
    let input = UserInput()
    input.start(nil)
    var worst = ExitCode.success
    for await case .line(let line) in input.events.prefix(while: { $0 != .end }) {
      input.taken()
      let code = line.isEmpty ? .success : try await publish(line, requester, loop)
      if worst == .success { worst = code }
    }
    return worst
  }

  private func publish(
    _ payload: [UInt8], _ requester: HTTPRequester, _ loop: isolated EventLoop
  ) async throws(Failure) -> ExitCode {
    let message = PublishMessage(
      room: room, type: type, payload: payload, id: id, meta: meta.map { Array($0.utf8) })
    do throws(PublishMessage.Failure) {
      try message.validate()
    } catch {
      StandardError.write("tautline pub: \(error)\n")
      return .input
    }
    do throws(HTTPClientError) {
      let answer = try await requester.send(request(message.body, requester.server), on: loop)
      return tell(PublishReply(status: answer.status.code, body: answer.body))
    } catch {
      throw Failure(code: error.exitCode, text: "\(error)")
    }
  }

  private func tell(_ reply: PublishReply) -> ExitCode {
    switch reply {
    case .taken(let line):
      return StandardOutput.write(line + [0x0A]) ? .success : .output
    case .refused(let status, let reason):
      StandardError.write("tautline pub: refused with \(status): \(reason)\n")
      return reply.exitCode
    }
  }

  private func request(_ body: [UInt8], _ server: WebSocketURL) -> [UInt8] {
    let base = server.target.hasSuffix("/") ? String(server.target.dropLast()) : server.target
    var head = OutgoingRequestHead(.post, target: "\(base)/ws/v2/publish", host: server.hostField)
    head.setBody(type: "application/json", count: body.count)
    // A token that no head can carry was refused with the command line.
    if let token { try? head.append("Authorization", "Bearer \(token)") }
    return head.bytes + body
  }

  private func makeLoop() throws(Failure) -> EventLoop {
    do throws(SystemError) {
      let loop = try EventLoop()
      loop.start()
      return loop
    } catch {
      throw Failure(code: .unreachable, text: "\(error)")
    }
  }

  /// The server: what is known of `ws` URLs holds for `http` as well, down to the ports.
  private func server() throws(Failure) -> WebSocketURL {
    do throws(WebSocketURLError) {
      return try WebSocketURL("ws" + url.dropFirst("http".count))
    } catch {
      throw Failure(code: .usage, text: "--url is '\(url)': \(error)")
    }
  }

  private func resolve(_ server: WebSocketURL) throws(Failure) -> [SocketAddress] {
    do throws(ResolutionError) {
      return try SocketAddress.resolve(host: server.host, port: UInt16(server.port))
    } catch {
      throw Failure(code: .unreachable, text: "\(error)")
    }
  }

  private func context(_ server: WebSocketURL) throws(Failure) -> TLSContext? {
    guard server.isSecure else { return nil }
    do throws(TLSFileError) {
      return try TLSContext.client(trust: isInsecure ? .none : certificateAuthority.map { .file($0) } ?? .system)
    } catch {
      throw Failure(code: .tls, text: error.description)
    }
  }
}
