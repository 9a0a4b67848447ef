internal import TautEventLoop
internal import TautHandshake
internal import TautTLS
internal import TautWebSocket

/// Requests to one server, over one connection as long as it lives; on a loop.
final class HTTPRequester {
  /// The server; its scheme stands for the one of HTTP.
  let server: WebSocketURL
  private let addresses: [SocketAddress]
  private let tls: TLSContext?
  private let timeout: Duration
  private var connection: HTTPClientConnection?

  /// A requester that connects when it is used.
  init(server: WebSocketURL, addresses: [SocketAddress], tls: TLSContext?, timeout: Duration) {
    self.server = server
    self.addresses = addresses
    self.tls = tls
    self.timeout = timeout
  }

  /// Sends a request, and waits for the answer.
  ///
  /// A request whose connection breaks is not sent again: the server may have done what it asks for.
  func send(_ request: [UInt8], on loop: isolated EventLoop) async throws(HTTPClientError) -> HTTPAnswer {
    if connection?.isUsable != true {
      connection = HTTPClientConnection(on: loop.reactor, to: server, at: addresses, tls: tls)
    }
    return try await send(request, over: connection!, on: loop)
  }

  private func send(
    _ request: [UInt8], over connection: HTTPClientConnection, on loop: isolated EventLoop
  ) async throws(HTTPClientError) -> HTTPAnswer {
    let outcome = await withCheckedContinuation(isolation: loop) {
      (done: CheckedContinuation<Result<HTTPAnswer, HTTPClientError>, Never>) in
      connection.send(request, timeout: timeout) { done.resume(returning: $0) }
    }
    return try outcome.get()
  }
}

extension HTTPClientError {
  /// The class of the failure.
  var exitCode: ExitCode {
    switch self {
    case .closed: .abnormalClosure
    case .timeout, .stream(.timeout): .timeout
    case .malformed: .protocolError
    case .connecting(let error): ExitCode(error)
    case .stream(.tls): .tls
    case .stream: .unreachable
    }
  }
}
