internal import TautBytes
internal import TautClient
internal import TautEnvelope
internal import TautEventLoop
internal import TautHandshake
internal import TautJSON
internal import TautSession

extension RequestCommand {
  /// Sends the requests one after the other, and prints each answer.
  func run() async -> ExitCode {
    let reporter = SessionReporter(
      "request", clientConfiguration.session, tellsEvents: session.tellsEvents, usesColor: usesColor)
    do {
      _ = try WebSocketURL(url)
      let client = try await Client.prepared(clientConfiguration)
      let changes = await client.states()
      await client.connect()
      let code = await ask(client, changes, reporter)
      await client.close()
      // One turn of the loop later what was to be sent is sent.
      _ = await client.phase()
      return code
    } catch {
      StandardError.write("tautline request: \(error)\n")
      return error is WebSocketURLError ? .usage : .unreachable
    }
  }

  private func ask(
    _ client: Client, _ changes: ClientStream<SessionChange>, _ reporter: SessionReporter
  ) async -> ExitCode {
    await withTaskGroup(of: ExitCode?.self) { group in
      group.addTask {
        for await change in changes {
          if let code = await reporter.report(change) { return code }
        }
        return nil
      }
      group.addTask { await ask(client, reporter) }
      group.addTask { await StopSignals().first() ? .interrupted : nil }
      defer { group.cancelAll() }
      for await code in group {
        if let code { return code }
      }
      return .success
    }
  }

  /// Asks all, and returns nil where the session has given up, which is told elsewhere.
  private func ask(_ client: Client, _ reporter: SessionReporter) async -> ExitCode? {
    guard payload == "-" else { return await ask(Array((payload ?? "{}").utf8), client, reporter) }
    let input = UserInput()
    input.start(nil)
    var worst = ExitCode.success
    for await case .line(let line) in input.events.prefix(while: { $0 != .end }) {
      input.taken()
      guard let code = line.isEmpty ? .success : await ask(line, client, reporter) else { return nil }
      if worst == .success { worst = code }
    }
    return worst
  }

  private func ask(_ payload: [UInt8], _ client: Client, _ reporter: SessionReporter) async -> ExitCode? {
    do throws(JSONError) {
      try payload.withBytes { bytes throws(JSONError) in _ = try JSONScanner().scan(bytes) }
    } catch {
      StandardError.write("tautline request: payload is not valid JSON: \(error)\n")
      return .input
    }
    do throws(SessionError) {
      let answer = try await client.request(MessageType(type), json: payload, timeout: timeout)
      return StandardOutput.write(Self.record(answer)) ? .success : .output
    } catch {
      switch error {
      case .gaveUp, .notConnected, .cancelled, .tls, .network, .refused, .handshake: return nil
      default: break
      }
      await reporter.failed(error)
      return ExitCode(error)
    }
  }

  private static func record(_ answer: ClientMessage) -> [UInt8] {
    var json = JSONWriter()
    json.beginObject()
    json.member("type", answer.type.rawValue)
    json.member("payload", raw: answer.payload)
    json.endObject()
    return json.bytes + [0x0A]
  }
}
