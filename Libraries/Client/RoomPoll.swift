import Dispatch
import TautEventLoop
import TautHandshake
import TautEnvelope
import TautSession
import TautTLS
import TautWebSocket

/// One question over HTTP: what a room has after a position.
///
/// It takes the way that a WebSocket of the same options would take: any address of the host, the proxy, TLS.
struct RoomPoll: Sendable {
  private let url: WebSocketURL
  private let target: String
  private let token: String?
  private let options: ConnectOptions

  /// - Throws: ``ConnectError/url(_:)``.
  init(
    _ url: String, _ room: String, _ since: SubscribeSince?, historyLimit: Int? = nil, _ token: String?,
    _ options: ConnectOptions
  ) throws(ConnectError) {
    do throws(WebSocketURLError) {
      self.url = try WebSocketURL(url)
    } catch {
      throw .url(error.description)
    }
    let (name, key, count) =
      historyLimit.map { ("history", "since", "&limit=\($0)") } ?? ("poll", "offset", "")
    let place = since.map { "&epoch=\($0.epoch.percentEncoded)&\(key)=\($0.offset)" } ?? ""
    let credential = self.url.tokenItem.map { "&\($0)" } ?? ""
    target = "/ws/v2/\(name)?room=\(room.percentEncoded)\(place)\(count)\(credential)"
    self.token = token ?? options.bearerToken
    self.options = options
  }

  /// The body of the answer.
  func answer(on loop: EventLoop) async throws -> [UInt8] {
    let tls = try url.isSecure ? Connection.context(options) : nil
    let addresses = try await Connection.addresses(of: url, options.proxy)
    let answer = try await ask(try head(), at: addresses, tls, on: loop).get()
    guard answer.status.code == 200 else {
      throw SessionError.refused(status: answer.status.code, reason: answer.explanation ?? "the poll was refused")
    }
    return answer.body
  }

  private func head() throws(FieldError) -> [UInt8] {
    var head = OutgoingRequestHead(.get, target: target, host: url.hostField)
    if let token { try head.append("Authorization", "Bearer \(token)") }
    for field in options.headers { try head.append(field.name, field.value) }
    try head.append("Connection", "close")
    return head.bytes
  }

  private func ask(
    _ request: [UInt8], at addresses: [SocketAddress], _ tls: TLSContext?, on loop: isolated EventLoop
  ) async -> Result<HTTPAnswer, HTTPClientError> {
    await withCheckedContinuation(isolation: loop) { done in
      loop.assertIsolated()
      let connection = HTTPClientConnection(
        on: loop.reactor, to: url, at: addresses, through: options.proxy, tls: tls)
      connection.send(request, timeout: options.openTimeout) { outcome in
        // The connection lives until here.
        withExtendedLifetime(connection) { done.resume(returning: outcome) }
      }
    }
  }
}

extension WebSocketURL {
  /// The item of the query that is a token, as it is spelled.
  fileprivate var tokenItem: Substring? {
    guard let query = target.split(separator: "?", maxSplits: 1).dropFirst().first else { return nil }
    return query.split(separator: "&").first { $0.hasPrefix("token=") }
  }
}
