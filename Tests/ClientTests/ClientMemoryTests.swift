import Foundation
import TautBackoff
import TautClient
import TautSession
import TautWebSocket
import Testing

@Suite struct ClientMemoryTests {
  private struct Odds: Codable, Sendable, Equatable {
    var odds: Int
  }

  private let path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path

  private func configuration(_ port: UInt16) -> ClientConfiguration {
    var configuration = ClientConfiguration(url: "ws://127.0.0.1:\(port)/ws")
    configuration.memoryFile = path
    return configuration
  }

  @Test func `the next run is the same client, and goes on where this one ended`() async throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    let server = try await RoomServer()
    let first = try await Client.withConnection(configuration(server.port)) { client in
      let subscription = try await client.subscribe(to: "mlb", as: Odds.self)
      var events = subscription.events.makeAsyncIterator()
      guard case .subscribed = await events.next() else { return "" }
      server.publish(#"{"odds":1}"#)
      var odds = subscription.makeAsyncIterator()
      _ = try await odds.next()
      return await client.memory().clientID
    }
    server.publish(#"{"odds":2}"#)
    try await Client.withConnection(configuration(server.port)) { client in
      var odds = try await client.subscribe(to: "mlb", as: Odds.self, resumes: true).makeAsyncIterator()
      let next = try await odds.next()
      #expect(next == Odds(odds: 2))
      let id = await client.memory().clientID
      #expect(id == first)
    }
  }

  @Test func `what is no memory is an error that says what to do`() async throws {
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data("{".utf8).write(to: URL(filePath: path))
    await #expect(throws: ConnectError.options("\(path) is not what a client wrote; delete it to begin anew")) {
      try await Client.open(configuration(1))
    }
  }
}
