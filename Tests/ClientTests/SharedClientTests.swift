import TautClient
import TautEnvelope
import TautSession
import TautWebSocket
import Testing

@Suite(.serialized) struct SharedClientTests {
  private struct Odds: Codable, Sendable, Equatable {
    var odds: Int
  }

  private static func configuration(_ port: UInt16) -> ClientConfiguration {
    ClientConfiguration(url: "ws://127.0.0.1:\(port)/ws")
  }

  @Test func `equal configurations share one connection until the last user has gone`() async throws {
    let server = try await RoomServer()
    let first = try await Client.shared(Self.configuration(server.port))
    let second = try await Client.shared(Self.configuration(server.port))
    #expect(first.client === second.client)
    await first.release()
    await first.release()
    let answer: Odds = try await second.client.request("echo", Odds(odds: 1))
    #expect(answer == Odds(odds: 1))
    await second.release()
    let phase = await second.client.phase()
    #expect(phase == .idle)
    try await Client.withShared(Self.configuration(server.port)) { client in
      #expect(client !== first.client)
      let answer: Odds = try await client.request("echo", Odds(odds: 2))
      #expect(answer == Odds(odds: 2))
    }
  }

  @Test func `users that come at the same time share as well`() async throws {
    let server = try await RoomServer()
    let configuration = Self.configuration(server.port)
    let shares = try await withThrowingTaskGroup(of: SharedClient.self) { group in
      for _ in 1...20 { group.addTask { try await Client.shared(configuration) } }
      var shares: [SharedClient] = []
      for try await share in group { shares.append(share) }
      return shares
    }
    #expect(Set(shares.map { ObjectIdentifier($0.client) }).count == 1)
    for share in shares { await share.release() }
  }

  @Test func `other configurations, and closures without a name, have clients of their own`() async throws {
    let plain = Self.configuration(1)
    var rooms = plain
    rooms.session.dialect = .rooms
    var named = plain
    named.name = "another"
    var closure = plain
    closure.token = { SessionToken("secret") }
    let configurations = [plain, rooms, named, closure, closure]
    var shares: [SharedClient] = []
    for configuration in configurations { shares.append(try await Client.shared(configuration)) }
    #expect(Set(shares.map { ObjectIdentifier($0.client) }).count == configurations.count)
    closure.name = "mine"
    let (mine, again) = (try await Client.shared(closure), try await Client.shared(closure))
    #expect(mine.client === again.client)
    for share in shares + [mine, again] { await share.release() }
  }

  @Test func `what throws releases, and a wrong URL is an error`() async throws {
    struct Stop: Error {}
    var used: Client?
    await #expect(throws: Stop.self) {
      try await Client.withShared(Self.configuration(1)) { client in
        used = client
        throw Stop()
      }
    }
    let phase = await used?.phase()
    #expect(phase == .idle)
    await #expect(throws: ConnectError.self) { try await Client.shared(ClientConfiguration(url: "http://a")) }
  }

  @Test func `no more configurations are shared than the limit says`() async throws {
    var shares: [SharedClient] = []
    for number in 1...Client.sharedLimit {
      var configuration = ClientConfiguration(url: nil)
      configuration.name = "\(number)"
      shares.append(try await Client.shared(configuration))
    }
    await #expect(
      throws: ConnectError.options(
        "100 configurations are shared already; release one, or open a client of your own")
    ) {
      try await Client.shared(ClientConfiguration(url: nil))
    }
    for share in shares { await share.release() }
  }
}
