import TautBackoff
import TautClient
import TautEventLoop
import TautHandshake
import TautNotifications
import TautSession
import TautWebSocket
import Testing

@Suite struct ClientRefusalTests {
  @Test(arguments: [(Status.serviceUnavailable, 30), (.tooManyRequests, 45)])
  func `who is asked to wait is not back before, and says when`(status: Status, seconds: Int) async throws {
    let server = try await RefusingServer(status, retryAfter: seconds)
    var configuration = ClientConfiguration(url: "ws://127.0.0.1:\(server.port)/ws")
    configuration.session.backoff = .immediate
    let client = try await Client.prepared(configuration)
    var notices = await client.notifications().makeAsyncIterator()
    let states = await client.states()
    await client.connect()
    var refused: SessionChange?
    for await change in states where change.to == .failed {
      refused = change
      break
    }
    guard case .lost(.refused(let code, _, let retryAfter)) = refused?.reason else {
      return #expect(Bool(false), "\(String(describing: refused))")
    }
    #expect(code == status.code && retryAfter == .seconds(seconds))
    let delay = try #require(refused?.next?.delay)
    #expect(delay >= .seconds(seconds))
    let toast = await notices.next()
    #expect(toast?.notice.text.isEmpty == false)
    let indicator = await client.indicator()
    #expect(indicator.attempt == 1)
    await client.close()
    #expect(await server.requests() == 1)
  }
}

/// A server that upgrades nobody, and says when to come back.
private final class RefusingServer: Sendable {
  private let loop: EventLoop
  private let service: LoopBound<RefusingService>
  let port: UInt16

  init(_ status: Status, retryAfter seconds: Int) async throws {
    let loop = try EventLoop()
    loop.start()
    self.loop = loop
    (service, port) = try await withCheckedThrowingContinuation { done in
      loop.submit { loop in
        let service = RefusingService(status, seconds)
        let context = HTTPContext(service: service)
        do {
          let listener = try loop.reactor.listen(on: SocketAddress(host: "127.0.0.1", port: 0)!) { stream in
            _ = HTTPConnection(on: stream, context: context)
          }
          done.resume(returning: (LoopBound(service, on: loop), listener.address.port))
        } catch {
          done.resume(throwing: error)
        }
      }
    }
  }

  deinit {
    loop.stop()
  }

  func requests() async -> Int {
    await withCheckedContinuation { done in
      loop.submit { [service] loop in done.resume(returning: service.value(on: loop).requests) }
    }
  }
}

private final class RefusingService: HTTPService {
  private let status: Status
  private let seconds: Int
  private(set) var requests = 0

  init(_ status: Status, _ seconds: Int) {
    self.status = status
    self.seconds = seconds
  }

  func handle(_ request: HTTPRequest, on connection: HTTPConnection) {
    requests += 1
    connection.respond(
      .refusal(status, "come back later", fields: [HeadField(name: "Retry-After", value: "\(seconds)")]))
  }

  func refused(_ status: Status, _ sentence: String) {}
}
