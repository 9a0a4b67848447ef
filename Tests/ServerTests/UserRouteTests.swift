import Foundation
import TautClient
import TautEventLoop
import TautFraming
import TautJSON
import TautServer
import TautStore
import TautUserChannel
import Testing

/// `/ws/user/{uuid}` over a running server; what the channel decides is tested in UserChannelTests of its machine.
@Suite struct UserRouteTests {
  @Test(arguments: [1, 3])
  func `a message reaches all devices of a user, on whatever loop, and waits for the ones that are away`(
    loops: Int
  ) async throws {
    try await TestServer.withUsers(loops: loops) { server in
      var devices: [UserClient] = []
      for number in 0..<6 { devices.append(try await UserClient(server, "ada", query: "?client_id=d\(number)")) }
      let other = try await UserClient(server, "bob")
      let answer = try await server.publish(user: "ada", #"{"n":1}"#, id: "a")
      #expect(answer.status == 200)
      #expect(answer.body == "{\"user\":\"ada\",\"id\":\"a\",\"repeated\":false}\n")
      for device in devices {
        let message = try await device.receive()
        #expect(message["id"] == "a" && message["n"]?.int64 == 1)
      }
      let away = try await UserClient(server, "ada", query: "?client_id=away")
      let waiting = try await away.pending()
      #expect(waiting == ["a"])
      let nothing = try await other.pending()
      #expect(nothing.isEmpty)
    }
  }

  @Test func `a message waits for a device that was there once, whatever other devices acknowledge`() async throws {
    try await TestServer.withUsers { server in
      let phone = try await UserClient(server, "ada", query: "?client_id=phone")
      _ = await phone.connection.close(.normalClosure)
      let desk = try await UserClient(server, "ada", query: "?client_id=desk")
      try await server.publish(user: "ada", "{}", id: "a")
      _ = try await desk.receive()
      try await desk.send(#"{"type":"ack","id":"a"}"#)
      let left = try await desk.pending()
      #expect(left.isEmpty)
      let later = try await UserClient(server, "ada", query: "?client_id=phone")
      let waiting = try await later.pending()
      #expect(waiting == ["a"])
    }
  }

  @Test(arguments: [true, false])
  func `inboxes survive a restart where there is a file, each device with what it has acknowledged`(
    isKept: Bool
  ) async throws {
    let folder = try TestFolder()
    let file = isKept ? folder.file("tautline.db") : nil
    try await TestServer.withUsers({ $0.storeFile = file }) { server in
      for id in ["a", "b"] { try await server.publish(user: "ada", "{}", id: id) }
      let phone = try await UserClient(server, "ada", query: "?client_id=phone")
      let waiting = try await phone.pending()
      #expect(waiting == ["a", "b"])
      _ = try await UserClient(server, "ada", query: "?client_id=desk")
      try await phone.send(#"{"type":"ack","id":"a"}"#)
      let left = try await phone.pending()
      #expect(left == ["b"])
    }
    try await TestServer.withUsers({ $0.storeFile = file }) { server in
      let phone = try await UserClient(server, "ada", query: "?client_id=phone")
      let left = try await phone.pending()
      #expect(left == (isKept ? ["b"] : []))
      let desk = try await UserClient(server, "ada", query: "?client_id=desk")
      let all = try await desk.pending()
      #expect(all == (isKept ? ["a", "b"] : []))
    }
  }

  @Test func `an inbox that cannot be used is told to whoever asks and publishes, and answers still come`() async throws
  {
    let folder = try TestFolder()
    let file = folder.file("tautline.db")
    try Data("this is no database, and long enough to see that it is none. ".utf8).write(to: URL(filePath: file))
    try await TestServer.withUsers({ $0.storeFile = file }) { server in
      let refused = try await server.publish(user: "ada", "{}", id: "a")
      #expect(refused.status == 503)
      #expect(refused.body.contains("is not a database"))
      let client = try await UserClient(server, "ada")
      try await client.send(#"{"type":"get_pending"}"#)
      let error = try await client.receive()
      #expect(error["code"] == "STORAGE_UNAVAILABLE")
      let answer = try await client.answer(#"{"type":"message_generate","message":"Hello","conversation_uuid":"c"}"#)
      #expect(answer.contains("Hello"))
      try await client.send(#"{"type":"message_regenerate","conversation_uuid":"d"}"#)
      let lost = try await client.receive()
      #expect(lost["code"] == "STORAGE_UNAVAILABLE")
    }
  }

  @Test func `a conversation that is damaged in the store is told, and others go on`() async throws {
    let folder = try TestFolder()
    let file = folder.file("tautline.db")
    let store = Store(try SQLiteEngine(file: file))
    try await store.write([
      .keep(StoredConversation(user: "ada", name: "c", content: [7], used: WallClock.milliseconds))
    ])
    store.close()
    try await TestServer.withUsers({ $0.storeFile = file }) { server in
      let client = try await UserClient(server, "ada")
      try await client.send(#"{"type":"message_generate","message":"Hello","conversation_uuid":"c"}"#)
      let error = try await client.receive()
      #expect(error["code"] == "STORAGE_UNAVAILABLE")
      let answer = try await client.answer(#"{"type":"message_generate","message":"Hello","conversation_uuid":"d"}"#)
      #expect(answer.contains("Hello"))
    }
  }

  @Test func `a large message whose payload stands in it twice reaches its client, and a full inbox of them`()
    async throws
  {
    let payload = #"{"id":"x","text":"\#(String(repeating: "x", count: 1_000_000))"}"#
    try await TestServer.withUsers { server in
      for number in 0..<4 {
        let answer = try await server.publish(user: "ada", payload, id: "\(number)")
        #expect(answer.status == 200)
      }
      let full = try await server.publish(user: "ada", payload, id: "more")
      #expect(full.status == 429)
      #expect(full.body.contains("4194304 bytes"))
      let client = try await UserClient(server, "ada")
      let waiting = try await client.pending()
      #expect(waiting == ["0", "1", "2", "3"])
    }
  }

  @Test func `a strict single connection closes the older one with its own code`() async throws {
    try await TestServer.withUsers(loops: 2, { $0.userChannel.devices = .single }) { server in
      let first = try await UserClient(server, "ada", query: "?client_id=phone")
      let second = try await UserClient(server, "ada", query: "?client_id=desk")
      let end = try await first.connection.receive(within: .seconds(20))
      #expect(end == nil)
      let ending = await first.connection.ended()
      #expect(ending.code == CloseCode(4409))
      let waiting = try await second.pending()
      #expect(waiting.isEmpty)
    }
  }

  @Test func `a generator that fails is told to who asked, and the conversation goes on`() async throws {
    struct Failing: AnswerGenerator {
      struct Sulk: Error, CustomStringConvertible { var description: String { "the model sulks" } }

      func answer(_ question: Question, part: (String) async throws -> Void) async throws {
        try await part("Well")
        if question.message == "fail" { throw Sulk() }
      }
    }
    try await TestServer.withUsers({ $0.generator = Failing() }) { server in
      let client = try await UserClient(server, "ada")
      try await client.send(#"{"type":"message_generate","message":"fail","conversation_uuid":"c"}"#)
      _ = try await client.receive()
      let error = try await client.receive()
      #expect(error["code"] == "GENERATION_FAILED" && error["message"] == "the model sulks")
      let answer = try await client.answer(#"{"type":"message_generate","message":"Hi","conversation_uuid":"c"}"#)
      #expect(answer == "Well")
    }
  }

  @Test func `a drain waits for the answer that is being generated, which is in the inbox afterwards`() async throws {
    let folder = try TestFolder()
    let file = folder.file("tautline.db")
    let gate = Gate()
    let generator = Waiting(gate: gate)
    try await TestServer.withUsers({ configuration in
      configuration.storeFile = file
      configuration.generator = generator
    }) { server in
      let client = try await UserClient(server, "ada")
      try await client.send(#"{"type":"message_generate","message":"Hi","conversation_uuid":"c"}"#)
      _ = try await client.receive()
      #expect(server.server.answerCount == 1)
      async let drained: Void = server.server.drain(reason: "deploy")
      let told = try await client.receive()
      #expect(told["type"] == "reconnect_required")
      gate.open()
      await drained
      #expect(server.server.answerCount == 0)
    }
    try await TestServer.withUsers({ $0.storeFile = file }) { server in
      let client = try await UserClient(server, "ada")
      let waiting = try await client.pending()
      #expect(waiting.count == 1)
    }
  }

  @Test func `a server that stops cancels what is being generated`() async throws {
    let gate = Gate()
    try await TestServer.withUsers({ $0.generator = Waiting(gate: gate) }) { server in
      let client = try await UserClient(server, "ada")
      try await client.send(#"{"type":"message_generate","message":"Hi","conversation_uuid":"c"}"#)
      _ = try await client.receive()
    }
    await gate.cancelled()
  }

  /// Opens once.
  private final class Gate: Sendable {
    private let opening = AsyncStream.makeStream(of: Void.self)
    private let cancelling = AsyncStream.makeStream(of: Void.self)

    func open() { opening.continuation.finish() }

    func wait() async throws {
      for await _ in opening.stream {}
      guard Task.isCancelled else { return }
      cancelling.continuation.finish()
      throw CancellationError()
    }

    func cancelled() async {
      for await _ in cancelling.stream {}
    }
  }

  /// Says one word, and the next when the gate is open.
  private struct Waiting: AnswerGenerator {
    var gate: Gate

    func answer(_ question: Question, part: (String) async throws -> Void) async throws {
      try await part("one ")
      try await gate.wait()
      try await part("two")
    }
  }
}
