import TautServer
import TautWebSocket
import Testing

@testable import tautline

/// Each kind of load against a server of its own.
@Suite struct BenchRunTests {
  /// Runs `command` for a short time against a server in this process.
  private func run(
    _ kind: BenchKind, path: String, configure: (inout BenchCommand) -> Void = { _ in }
  ) async throws -> BenchReport {
    var configuration = ServerConfiguration()
    configuration.port = 0
    configuration.hasFeed = false
    configuration.rateLimit = 0
    let server = try Server(configuration)
    let port = try await server.start()
    defer { server.stop() }
    var command = BenchCommand()
    command.kind = kind
    command.url = "ws://127.0.0.1:\(port)\(path)"
    command.connections = 4
    command.warmup = .zero
    command.duration = .milliseconds(200)
    configure(&command)
    return try await command.measure(try BenchTarget(command)) { _ in }
  }

  @Test func `every message of an echo comes back as it was sent`() async throws {
    let report = try await run(.echo, path: "/ws/bench") { $0.pipeline = 3 }
    #expect(report.operations > 0)
    #expect(report.failures == 0)
    #expect(report.latencies.count == UInt64(report.operations))
  }

  @Test func `a rate is not exceeded, and what it asks for is answered`() async throws {
    let report = try await run(.echo, path: "/ws/bench") {
      $0.rate = 500
      $0.isBinary = true
    }
    #expect(report.operations > 0)
    #expect(report.operations + report.unanswered <= Int(report.seconds * 500) + 1)
    #expect(report.failures == 0)
  }

  @Test func `a publication reaches every subscriber, once and in order`() async throws {
    let report = try await run(.fanout, path: "/ws") {
      $0.size = 128
      $0.pipeline = 2
    }
    #expect(report.operations > 0)
    #expect(report.operations % 4 == 0)
    #expect(report.failures == 0)
  }

  @Test func `connections live and die, one after the other`() async throws {
    let report = try await run(.connect, path: "/ws/bench")
    #expect(report.operations > 0)
    #expect(report.failures == 0)
  }

  @Test func `connections are held`() async throws {
    #expect(try await run(.idle, path: "/ws/bench").operations == 4)
  }

  @Test func `answers that differ are failures`() async throws {
    // The v2 route answers what is no envelope with an error.
    let report = try await run(.echo, path: "/ws")
    #expect(report.operations == 0)
    #expect(report.failures > 0)
    #expect(report.exitCode == .closedOtherwise)
  }

  @Test func `a room that does not exist ends the load with the reason`() async throws {
    await #expect(throws: ConnectError.self) { try await run(.fanout, path: "/ws") { $0.room = "nowhere" } }
  }

  @Test func `a path that does not exist ends the load`() async throws {
    await #expect(throws: ConnectError.self) { try await run(.echo, path: "/nowhere") }
  }
}
