internal import TautClient
internal import TautFraming
internal import TautTLS
internal import TautWebSocket

/// The one connection, and the one client, that `tautline drive` steers.
final class DriveSession {
  /// How long a connection that is replaced or left may take to close.
  private static let farewell = Duration.seconds(1)

  private var connection: Connection?
  private var client: DriveClient?

  /// Does what `request` asks for, to its end.
  func answer(_ request: DriveRequest) async -> DriveAnswer {
    switch request.operation {
    case .success(.connect(let target)): return await connect(target)
    case .success(.state): return await state()
    case .success(.quit): return .ok
    case .success(.client(let target)): return await begin(target)
    case .success(.ofClient(let operation)):
      guard let client else { return .failed("no client: begin with the op client") }
      return await client.perform(operation)
    case .success(let operation):
      guard let connection else { return .failed("not connected") }
      return await perform(operation, on: connection)
    case .failure(let error): return .failed("\(error)")
    }
  }

  /// Leaves the connection and the client, if they are still there.
  func end() async {
    await client?.end()
    client = nil
    await connection?.close(.goingAway, within: Self.farewell)
  }

  private func begin(_ target: DriveClientTarget) async -> DriveAnswer {
    await client?.end()
    client = nil
    do throws(ConnectError) {
      client = try await DriveClient(target)
      return .ok
    } catch {
      return .refused(error.sentence, status: error.status)
    }
  }

  private func connect(_ target: DriveTarget) async -> DriveAnswer {
    await end()
    connection = nil
    do throws(ConnectError) {
      let connection = try await Connection.open(target.url, options: target.options)
      self.connection = connection
      return .connected(subprotocol: connection.subprotocol, extensions: connection.extensions)
    } catch {
      return .refused(error.sentence, status: error.status)
    }
  }

  private func state() async -> DriveAnswer {
    guard let connection else { return .state("idle", nil) }
    guard let summary = await connection.summary() else { return .state("open", nil) }
    return .state("closed", DriveEnding(summary))
  }

  private func perform(_ operation: DriveRequest.Operation, on connection: Connection) async -> DriveAnswer {
    do throws(ConnectionError) {
      switch operation {
      case .send(let message, let timeout):
        try await connection.send(message, within: timeout)
        return .ok
      case .receive(let timeout):
        if let message = try await connection.receive(within: timeout) { return .message(message) }
        return .closed(DriveEnding(await connection.ended()))
      case .ping(let payload, let timeout):
        guard payload.count <= 125 else { return .failed("b64 must have up to 125 bytes, but has \(payload.count)") }
        try await connection.ping(payload, within: timeout)
        return .ok
      case .close(let code, let reason, let timeout):
        return await close(connection, CloseCode(code), reason, timeout)
      case .connect, .state, .quit, .client, .ofClient: return .ok
      }
    } catch {
      return switch error {
      case .closed(let summary): .closed(DriveEnding(summary))
      case .timeout, .cancelled: .timeout
      }
    }
  }

  private func close(
    _ connection: Connection, _ code: CloseCode, _ reason: String, _ timeout: Duration?
  ) async -> DriveAnswer {
    guard code.isAllowedOnWire else { return .failed("code is \(code), but must be one that a close frame may carry") }
    let length = reason.utf8.count
    guard length <= 123 else { return .failed("reason must have up to 123 bytes, but has \(length)") }
    let summary = await connection.close(code, reason: reason, within: timeout)
    return .closing(DriveEnding(summary), isClean: summary.isClean)
  }
}

extension DriveEnding {
  fileprivate init(_ summary: CloseSummary) {
    self.init(code: summary.code.rawValue, reason: summary.reason)
  }
}

extension DriveTarget {
  fileprivate var options: ConnectOptions {
    var settings = ConnectionSettings()
    settings.subprotocols = subprotocols
    settings.headers = headers
    settings.compresses = compresses
    settings.pingInterval = pingInterval
    if let maximumMessage { settings.maximumMessage = maximumMessage }
    if let openTimeout { settings.openTimeout = openTimeout }
    if let pingTimeout { settings.pingTimeout = pingTimeout }
    settings.certificateAuthority = certificateAuthority
    return settings.options
  }
}
