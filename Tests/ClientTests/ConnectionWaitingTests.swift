import TautFraming
import Testing

@testable import TautClient

@Suite struct ConnectionWaitingTests {
  private func withConnection(
    _ options: ConnectOptions = ConnectOptions(), _ body: (Connection) async throws -> Void
  ) async throws {
    let server = try await ObedientServer()
    let connection = try await Connection.open(server.url, options: options)
    try await body(connection)
    await connection.close(within: .milliseconds(200))
  }

  @Test func `one at a time, no wake-up is lost`() async throws {
    try await withConnection { connection in
      for number in 0..<2_000 {
        try await connection.send(.text("\(number)"))
        guard try await connection.receive(within: .seconds(5)) == .text("\(number)") else {
          Issue.record("message \(number) is lost")
          return
        }
      }
    }
  }

  @Test func `what nobody takes stays in order`() async throws {
    var options = ConnectOptions()
    options.inboxLimit = 1_000
    try await withConnection(options) { connection in
      try await connection.send(.text("many 20000"))
      for number in 0..<20_000 {
        guard try await connection.receive() == .text("\(number)") else {
          Issue.record("message \(number) is wrong")
          return
        }
      }
    }
  }

  @Test func `a peer that reads nothing holds the sender back`() async throws {
    try await withConnection { connection in
      try await connection.send(.text("mute"))
      let message = Message.binary([UInt8](repeating: 0, count: 1 << 20))
      await #expect(throws: ConnectionError.timeout(.milliseconds(100))) {
        for _ in 0..<64 { try await connection.send(message, within: .milliseconds(100)) }
      }
    }
  }

  @Test func `a ping that nobody answers is given up`() async throws {
    try await withConnection { connection in
      try await connection.send(.text("mute"))
      // What arrives in one piece with the word is still answered: let it arrive alone.
      await #expect(throws: ConnectionError.timeout(.milliseconds(100))) {
        try await connection.receive(within: .milliseconds(100))
      }
      await #expect(throws: ConnectionError.timeout(.milliseconds(50))) {
        try await connection.ping(within: .milliseconds(50))
      }
    }
  }

  @Test func `closing waits for the peer, but not for ever`() async throws {
    try await withConnection { connection in
      let summary = await connection.close(CloseCode(4002), reason: "done")
      #expect(summary.code == CloseCode(4002) && summary.isClean && summary.sent == CloseCode(4002))
    }
    try await withConnection { connection in
      try await connection.send(.text("mute"))
      // The close frame must not come together with the request to be mute.
      _ = try? await connection.ping(within: .milliseconds(50))
      let summary = await connection.close(within: .milliseconds(50))
      #expect(summary.code == .abnormalClosure && !summary.isClean)
    }
  }

  @Test func `what is not read needs no answer`() async throws {
    var options = ConnectOptions()
    options.answer = { $0 }
    try await withConnection(options) { connection in
      // The server reads nothing and sends 24 MiB: what the sockets hold is answered, the rest is not read.
      try await connection.send(.text("flood 384"))
      var count = 0
      while (try? await connection.receive(within: .milliseconds(200))) != nil { count += 1 }
      #expect(count > 0 && count < 384)
      #expect(await connection.summary() == nil)
    }
  }
}
