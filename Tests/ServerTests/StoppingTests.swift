import TautAdmission
import TautClient
import TautFraming
import Testing

@testable import TautServer

@Suite struct StoppingTests {
  @Test(arguments: [1, 3]) func `stopping closes what listens and all that is connected`(loops: Int) async throws {
    var configuration = ServerConfiguration()
    configuration.port = 0
    configuration.loops = loops
    configuration.hasFeed = false
    let server = try Server(configuration)
    let port = try await server.start()
    let running = TestServer(server: server, port: port)
    let sockets = [try await running.connect(), try await running.connect("/ws/me")]
    let idle = try Wire.open("", port: port)
    defer { Wire.end(idle) }
    let asking = try Wire.open("GET /ws/v2/poll?room=mlb&wait=60 HTTP/1.1\r\nHost: me\r\n\r\n", port: port)
    defer { Wire.end(asking) }
    server.stop()
    for socket in sockets {
      let summary = await socket.ended()
      #expect(summary.code == .abnormalClosure)
    }
    #expect(Wire.isEnded(idle) && Wire.isEnded(asking))
    // The listener of a loop is closed before its connections, but not before those of another loop.
    while let open = try? Wire.open("", port: port) { Wire.end(open) }
    while server.connectionCount > 0 { await Task.yield() }
  }

  /// Tells when nobody holds it any more.
  private final class Token: Sendable {
    private let gone: AsyncStream<Void>.Continuation

    init(_ gone: AsyncStream<Void>.Continuation) {
      self.gone = gone
    }

    deinit { gone.finish() }
  }

  @Test(arguments: [1, 3]) func `a server that has stopped leaves nothing behind`(loops: Int) async throws {
    let (gone, continuation) = AsyncStream.makeStream(of: Void.self)
    let folder = try TestFolder()
    try await serve(loops: loops, file: folder.file("tautline.db"), holding: Token(continuation))
    // The loops, their descriptors and buffers hold the server, so they are gone with it.
    for await _ in gone {}
  }

  private func serve(loops: Int, file: String, holding token: Token) async throws {
    var configuration = ServerConfiguration()
    configuration.port = 0
    configuration.loops = loops
    configuration.storeFile = file
    configuration.admission.connectionsPerUser = 9
    let server = try Server(configuration) { _ in _ = token }
    let running = TestServer(server: server, port: try await server.start())
    let socket = try await running.connect()
    _ = try await socket.subscribe("mlb")
    let echo = try await running.connect("/ws/me")
    try await running.publish(room: "mlb", "1")
    server.stop()
    for socket in [socket, echo] { _ = await socket.ended() }
  }
}
