import TautClient
import TautJSON
import TautWebSocket
import Testing

/// A client that knows nothing of the dialects: texts go out, JSON comes in.
struct Peer {
  let connection: Connection

  init(_ server: TestServer, _ path: String, subprotocols: [String] = [], origin: String? = nil) async throws {
    var options = ConnectOptions()
    options.deflate = false
    options.subprotocols = subprotocols
    options.origin = origin
    connection = try await Connection.open(server.socketURL + path, options: options)
  }

  func send(_ text: String) async throws {
    try await connection.send(.text(text))
  }

  func receive() async throws -> JSONValue {
    try JSONValue(parsing: try await receiveText())
  }

  func receiveText() async throws -> String {
    guard case .text(let text)? = try await connection.receive(within: .seconds(20)) else {
      throw ConnectionError.timeout(.seconds(20))
    }
    return text
  }

  /// Sends a text and returns the next message.
  func ask(_ text: String) async throws -> JSONValue {
    try await send(text)
    return try await receive()
  }

  /// Expects that a path refuses to become a WebSocket with this status, or that it does not with `nil`.
  static func expectRefusal(
    _ server: TestServer, _ path: String, origin: String? = nil, status: Int?,
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let got: Int?
    do {
      _ = try await Peer(server, path, origin: origin)
      got = nil
    } catch let error as ConnectError {
      got = error.status
    }
    #expect(got == status, "\(path)", sourceLocation: sourceLocation)
  }
}
