import TautClient
import TautEventLoop
import TautFraming
import TautHandshake
import TautWebSocket
import Testing

@Suite struct ConnectionTests {
  @Test(arguments: [false, true])
  func `messages of both kinds come back as they went, compressed or not`(deflate: Bool) async throws {
    let server = try await EchoServer()
    var options = ConnectOptions()
    options.deflate = deflate
    let connection = try await Connection.open(server.url, options: options)
    #expect(connection.extensions.hasPrefix("permessage-deflate") == deflate)
    for size in [0, 1, 125, 126, 65_535, 65_536, 1_000_000] {
      for message in [Message.text(String(repeating: "x", count: size)), .binary([UInt8](repeating: 0, count: size))] {
        try await connection.send(message)
        let answer = try await connection.receive(within: .seconds(20))
        #expect(answer == message)
      }
    }
    await connection.close()
  }

  @Test func `the sequence of messages ends with the connection`() async throws {
    let server = try await EchoServer()
    let connection = try await Connection.open(server.url)
    for text in ["a", "b", "c"] { try await connection.send(.text(text)) }
    var received: [Message] = []
    for try await message in connection.messages {
      received.append(message)
      if received.count == 3 { await connection.close(.normalClosure, reason: "enough") }
    }
    #expect(received == [.text("a"), .text("b"), .text("c")])
    let summary = await connection.ended()
    #expect(summary.code == .normalClosure && summary.reason == "" && summary.isClean)
  }

  @Test func `the peer's code and reason are reported`() async throws {
    let server = try await EchoServer { $0.close(CloseCode(4001), reason: "go away") }
    let connection = try await Connection.open(server.url)
    let message = try await connection.receive(within: .seconds(20))
    #expect(message == nil)
    let summary = await connection.ended()
    #expect(summary.code == CloseCode(4001) && summary.reason == "go away" && summary.isClean)
    #expect("\(summary)" == "4001 go away")
  }

  @Test func `a connection that is lost without a close frame ends with 1006`() async throws {
    let server = try await EchoServer { webSocket in
      webSocket.stream.reactor.after(.milliseconds(1)) { webSocket.abort() }
    }
    let connection = try await Connection.open(server.url)
    let summary = await connection.ended()
    #expect(summary.code == .abnormalClosure && !summary.isClean)
  }

  @Test func `waiting for a message is limited, and loses none`() async throws {
    let server = try await EchoServer()
    let connection = try await Connection.open(server.url)
    await #expect(throws: ConnectionError.timeout(.milliseconds(5))) {
      try await connection.receive(within: .milliseconds(5))
    }
    try await connection.send(.text("late"))
    let message = try await connection.receive(within: .seconds(20))
    #expect(message == .text("late"))
  }

  @Test func `a cancelled task stops waiting`() async throws {
    let server = try await EchoServer()
    let connection = try await Connection.open(server.url)
    let task = Task { try await connection.receive() }
    task.cancel()
    await #expect(throws: ConnectionError.cancelled) { try await task.value }
  }

  @Test func `an attempt in a cancelled task is given up`() async throws {
    let server = try await EchoServer()
    var options = ConnectOptions()
    options.openTimeout = .seconds(3_600)
    let task = Task { [options] in
      try await Connection.open("ws://127.0.0.1:\(server.port)/silence", options: options)
    }
    task.cancel()
    await #expect(throws: ConnectError.cancelled) { try await task.value }
  }

  @Test func `a cancelled task closes its connection as any other`() async throws {
    let server = try await EchoServer()
    let connection = try await Connection.open(server.url)
    let task = Task {
      while (try? await connection.receive()) != nil {}
      return await connection.close(CloseCode(4002), reason: "done")
    }
    task.cancel()
    let summary = await task.value
    #expect(summary.code == CloseCode(4002) && summary.isClean)
  }

  @Test func `the wait for the end outlasts a cancellation`() async throws {
    let server = try await EchoServer()
    let connection = try await Connection.open(server.url)
    let task = Task { await connection.ended() }
    task.cancel()
    try await connection.send(.text("still here"))
    let message = try await connection.receive(within: .seconds(20))
    #expect(message == .text("still here"))
    await connection.close(CloseCode(4002))
    #expect(await task.value.code == CloseCode(4002))
  }

  @Test func `pings are answered, and the time is told`() async throws {
    let server = try await EchoServer()
    let connection = try await Connection.open(server.url)
    let time = try await connection.ping(Array("x".utf8), within: .seconds(20))
    #expect(time > .zero)
  }

  @Test func `nothing is sent on a closed connection, and the error says how it ended`() async throws {
    let server = try await EchoServer()
    let connection = try await Connection.open(server.url)
    let summary = await connection.close()
    await #expect(throws: ConnectionError.closed(summary)) { try await connection.send(.text("x")) }
    await #expect(throws: ConnectionError.closed(summary)) { try await connection.ping() }
  }

  @Test func `more than the transport takes holds the sender back, and everything arrives`() async throws {
    let server = try await EchoServer()
    let connection = try await Connection.open(server.url)
    let large = Message.binary([UInt8](repeating: 5, count: 500_000))
    async let received: Int = {
      var count = 0
      while count < 40, try await connection.receive(within: .seconds(60)) == large { count += 1 }
      return count
    }()
    for _ in 0..<40 { try await connection.send(large, within: .seconds(60)) }
    let count = try await received
    #expect(count == 40)
  }

  @Test func `a message too large for the client is refused with 1009`() async throws {
    let server = try await EchoServer()
    var options = ConnectOptions()
    options.limits.maxMessage = 1000
    options.deflate = false
    let connection = try await Connection.open(server.url, options: options)
    try await connection.send(.binary([UInt8](repeating: 1, count: 1001)))
    let summary = await connection.ended()
    #expect(
      summary.error == "frame of 1001 bytes exceeds the limit of 1000 bytes" || summary.error?.contains("1000") == true)
  }

  @Test func `an answer goes out before the failure that stands behind its message`() async throws {
    let server = try await EchoServer()
    var options = ConnectOptions()
    options.answer = { $0 == .text("stop") ? nil : .text("stop") }
    let connection = try await Connection.open(server.url, options: options)
    try await connection.send(.text("go"))
    let first = try await connection.receive(within: .seconds(20))
    let second = try await connection.receive(within: .seconds(20))
    #expect([first, second] == [.text("go"), .text("stop")])
  }

  @Test func `the subprotocol that the server chose is told`() async throws {
    let server = try await EchoServer()
    var options = ConnectOptions()
    options.subprotocols = ["v2", "v1"]
    let connection = try await Connection.open(server.url, options: options)
    #expect(connection.subprotocol == "v2")
  }

  @Test func `a refusal carries the server's status`() async throws {
    let server = try await EchoServer()
    await #expect { try await Connection.open("ws://127.0.0.1:\(server.port)/nowhere") } throws: { error in
      (error as? ConnectError)?.status == 404
    }
  }

  @Test(arguments: ["http://127.0.0.1", "ws://", "ws://host:99999/", "ws://host/#fragment", "nonsense"])
  func `a URL that is none of a WebSocket is refused with a sentence`(url: String) async throws {
    await #expect { try await Connection.open(url) } throws: { error in
      if case .url(let text) = error as? ConnectError { !text.isEmpty } else { false }
    }
  }

  @Test func `nobody listening, a name without address, a header that no head can carry: each its error`() async throws
  {
    let server = try await EchoServer()
    await #expect { try await Connection.open("ws://127.0.0.1:1/") } throws: { error in
      if case .network(let text) = error as? ConnectError { text.contains("refused") } else { false }
    }
    await #expect { try await Connection.open("ws://no-such-host.invalid/") } throws: { error in
      if case .resolution(let text) = error as? ConnectError { text.contains("no-such-host.invalid") } else { false }
    }
    await #expect {
      var options = ConnectOptions()
      options.headers = [HeadField(name: "X", value: "a\r\nEvil: 1")]
      _ = try await Connection.open(server.url, options: options)
    } throws: { error in
      if case .options = error as? ConnectError { true } else { false }
    }
  }
}
