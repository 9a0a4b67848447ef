import TautBackoff
import TautClient
import TautEnvelope
import TautServer
import TautSession

/// What these tests keep.
struct Prop: Codable, Sendable, Equatable {
  var player: String?
  var line: Double
}

/// A real server, and a client that publishes to it, for one test.
final class StateServer {
  let port: UInt16
  let publisher: Client
  private var server: Server
  private let configure: (inout ServerConfiguration) -> Void

  /// Starts a server whose clients may publish, lends it to `body`, and stops it.
  static func with(
    _ configure: @escaping (inout ServerConfiguration) -> Void = { _ in }, _ body: (StateServer) async throws -> Void
  ) async throws {
    let server = try Self.server(port: 0, configure)
    let port = try await server.start()
    let publisher = try await Client.open(Self.configuration(port))
    let stage = StateServer(server, port, publisher, configure)
    do {
      try await body(stage)
      await publisher.close()
      stage.server.stop()
    } catch {
      await publisher.close()
      stage.server.stop()
      throw error
    }
  }

  private init(
    _ server: Server, _ port: UInt16, _ publisher: Client, _ configure: @escaping (inout ServerConfiguration) -> Void
  ) {
    (self.server, self.port, self.publisher, self.configure) = (server, port, publisher, configure)
  }

  private static func server(port: UInt16, _ configure: (inout ServerConfiguration) -> Void) throws -> Server {
    var configuration = ServerConfiguration()
    configuration.port = port
    configuration.hasFeed = false
    configuration.clientsMayPublish = true
    configure(&configuration)
    return try Server(configuration)
  }

  private static func configuration(_ port: UInt16) -> ClientConfiguration {
    var configuration = ClientConfiguration(url: "ws://127.0.0.1:\(port)/ws")
    configuration.session.backoff = .immediate
    configuration.session.backoff.maximumAttempts = 1_000
    return configuration
  }

  /// Another life of the server, with another epoch and nothing in its rooms.
  func restart() async throws {
    server.stop()
    while true {
      server = try Self.server(port: port, configure)
      do {
        _ = try await server.start()
        return
      } catch {
        // The port is not free yet.
        await Task.yield()
      }
    }
  }

  /// Lends a client that keeps the state of the room `mlb`.
  func withState(
    _ configuration: LiveStateConfiguration = LiveStateConfiguration(),
    _ body: (LiveState<Prop>, Client) async throws -> Void
  ) async throws {
    try await Client.withConnection(Self.configuration(port)) { client in
      try await body(try await client.state(of: "mlb", as: Prop.self, configuration), client)
    }
  }

  func publish(_ id: String, _ line: Double) async throws {
    try await publish(#"{"id":"\#(id)","player":"Trout","line":\#(line),"team":"LAA"}"#)
  }

  /// Publishes an object.
  func publish(_ json: String) async throws {
    let request = #"{"channel":"mlb","type":"prop_update","payload":\#(json)}"#
    _ = try await publisher.request("publish", json: Array(request.utf8))
  }
}

extension LiveState {
  /// Waits until the items are as they should be.
  func wait(until isDone: ([String: Value]) -> Bool) async throws {
    for try await _ in self where isDone(await items) { return }
    throw LiveStateError.closed
  }
}
