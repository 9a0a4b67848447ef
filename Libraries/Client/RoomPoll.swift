import Dispatch
import TautEventLoop
import TautHandshake
import TautEnvelope
import TautSession
import TautTLS
import TautWebSocket

/// One question over HTTP: what a room has after a position.
struct RoomPoll: Sendable {
  private let url: WebSocketURL
  private let target: String
  private let token: String?
  private let options: ConnectOptions

  /// - Throws: ``ConnectError/url(_:)``.
  init(
    _ url: String, _ room: String, _ since: SubscribeSince?, _ token: String?, _ options: ConnectOptions
  ) throws(ConnectError) {
    do throws(WebSocketURLError) {
      self.url = try WebSocketURL(url)
    } catch {
      throw .url(error.description)
    }
    let place = since.map { "&epoch=\($0.epoch.percentEncoded)&offset=\($0.offset)" } ?? ""
    target = "/ws/v2/poll?room=\(room.percentEncoded)\(place)"
    self.token = token
    self.options = options
  }

  /// The body of the answer.
  func answer(on loop: EventLoop) async throws -> [UInt8] {
    let tls = try url.isSecure ? Connection.context(options) : nil
    let addresses = try await Connection.resolve(url.host, port: url.port)
    let request = try head()
    let result = await Self.ask(request, addresses[0], url.host, tls, options.openTimeout, on: loop)
    let answer = try result.get()
    guard answer.status.code == 200 else {
      throw SessionError.refused(status: answer.status.code, reason: "the poll was refused")
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

  private static func ask(
    _ request: [UInt8], _ address: SocketAddress, _ host: String, _ tls: TLSContext?, _ timeout: Duration,
    on loop: isolated EventLoop
  ) async -> Result<HTTPAnswer, HTTPClientError> {
    await withCheckedContinuation(isolation: loop) { done in
      loop.assertIsolated()
      do throws(HTTPClientError) {
        let connection = try HTTPClientConnection(on: loop.reactor, to: address, host: host, tls: tls)
        connection.send(request, timeout: timeout) { outcome in
          // The connection lives until here.
          withExtendedLifetime(connection) { done.resume(returning: outcome) }
        }
      } catch {
        done.resume(returning: .failure(error))
      }
    }
  }
}

extension String {
  /// The text as a value of a query (RFC 3986, 2.3).
  fileprivate var percentEncoded: String {
    let digits = Array("0123456789ABCDEF".utf8)
    var result: [UInt8] = []
    for byte in utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "~"):
        result.append(byte)
      default: result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: result, as: UTF8.self)
  }
}
