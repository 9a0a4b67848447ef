import Foundation
import TautRecording
import Testing

@testable import tautline

/// `record` and `replay`, from their arguments to their exit codes.
@Suite(.serialized) struct RecordProgramTests {
  private let path = "\(NSTemporaryDirectory())/tautline-session-\(UUID().uuidString).ndjson"

  private func remove() { try? FileManager.default.removeItem(atPath: path) }

  /// A recording of two questions and their answers, one of them binary, and the close of the server.
  private func write(_ events: [(Double, RecordedEvent.Kind)]) throws {
    let session = RecordedSession(url: "ws://h/", subprotocol: "v2", milliseconds: 0)
    let all = [(0, .open(session))] + events
    let lines = all.map { RecordedEvent(at: .seconds($0.0), $0.1).line }
    try Data(lines.joined()).write(to: URL(filePath: path))
  }

  private func writeDialogue() throws {
    try write([
      (0.1, .message(.client, .text("one"))), (0.2, .message(.server, .text("ONE"))),
      (3600, .message(.client, .text("two"))), (3600.1, .message(.server, .binary([1, 2, 3]))),
      (7200, .close(code: 4001, reason: "enough")),
    ])
  }

  // MARK: record

  @Test func `both sides of a connection are kept in order`() async throws {
    defer { remove() }
    let server = try await ScriptedServer()
    let run = try await tautline(
      "record", server.url("/?token=secret-secret"), path, "--send", "first", input: "second\nclose 4001\n")
    #expect(run.code == 1 && run.output.isEmpty)
    #expect(run.errors.hasPrefix("tautline record: recorded 3 messages sent and 2 received, "))
    let recording = try Recording(contentsOf: path)
    #expect(recording.session.url == server.url("/?token=***"))
    #expect(recording.count(from: .client) == 3 && recording.count(from: .server) == 2)
    #expect(recording.events.first?.kind == .message(.client, .text("first")))
    #expect(recording.events.last?.kind == .close(code: 4001, reason: "as asked"))
  }

  @Test func `a recording ends when enough has come`() async throws {
    defer { remove() }
    let server = try await ScriptedServer()
    let run = try await tautline("record", server.url("/drill"), "-", "-n", "2")
    #expect(run.code == 0)
    let lines = run.output.split(separator: "\n")
    #expect(lines.count == 4)
    #expect(lines[1].hasSuffix(#""event":"message","from":"server","type":"text","text":""}"#))
    #expect(lines[2].hasSuffix(#""event":"message","from":"server","type":"binary","b64":""}"#))
    #expect(try await tautline("record", server.url(), path, "-n", "0.2s").code == 0)
  }

  @Test func `what a recording cannot be is told`() async throws {
    defer { remove() }
    let server = try await ScriptedServer()
    #expect(try await tautline("record", "ws://127.0.0.1:1/", path).code == 2)
    #expect(!FileManager.default.fileExists(atPath: path))
    try writeDialogue()
    let kept = try await tautline("record", server.url(), path, "-n", "1")
    #expect(kept.code == 74 && kept.errors == "tautline record: \(path) exists: name another file, or remove it\n")
    let full = try await tautline("record", server.url(), path, "--force", "--max-bytes", "400", "--send", long)
    #expect(full.code == 74 && full.errors.contains("the recording has reached its limit of 400 bytes"))
    #expect(try Recording(contentsOf: path).events.count <= 1)
  }

  private let long = String(repeating: "x", count: 500)

  @Test func `a signal ends a recording, and the end is in it`() async throws {
    defer { remove() }
    let server = try await ScriptedServer()
    let program = try RunningProgram(["record", server.url("/say/hello"), path])
    while (try? Recording(contentsOf: path).events.count) != 1 { await Task.yield() }
    program.terminate()
    #expect(await program.outcome().code == 130)
    #expect(try Recording(contentsOf: path).events.last?.kind == .close(code: 1000, reason: ""))
  }

  // MARK: replay

  @Test func `a client is played to a server`() async throws {
    defer { remove() }
    try writeDialogue()
    let server = try await ScriptedServer()
    let run = try await tautline("replay", path, server.url(), "--speed", "max")
    #expect(run.code == 0 && run.output == "one\ntwo\n")
    #expect(run.errors.contains("sent 2 of 2 messages, received 2, recorded 2"))
    #expect(run.errors.contains("closed with 4001"))
  }

  @Test func `a server is played to each client, in step with it`() async throws {
    defer { remove() }
    try writeDialogue()
    let program = try RunningProgram(["replay", path, "--port", "0", "--lockstep", "--longest-wait", "0"])
    let url = String(await program.readLine().dropFirst("listening on ".count))
    for _ in 1...2 {
      let run = try await tautline("connect", url, "-s", "v2", "--json", "--linger", "5", input: "eins\nzwei\n")
      #expect(run.code == 1)
      #expect(run.output.contains(#""subprotocol":"v2""#))
      #expect(run.output.contains(#"{"event":"message","type":"text","text":"ONE"}"#))
      #expect(run.output.contains(#"{"event":"message","type":"binary","b64":"AQID"}"#))
      #expect(run.output.contains(#"{"event":"close","code":4001,"reason":"enough","#))
    }
    program.terminate()
    let outcome = await program.outcome()
    #expect(outcome.code == 0 && outcome.output == "eins\nzwei\neins\nzwei\n")
  }

  @Test func `a long recording does not fill the memory of its server`() async throws {
    defer { remove() }
    let text = RecordedEvent.Content.text(String(repeating: "é", count: 30_000))
    try write((1...300).map { (Double($0), .message(.server, text)) } + [(400, .close(code: 1000, reason: ""))])
    let program = try RunningProgram(["replay", path, "--port", "0", "--speed", "max"])
    let url = String(await program.readLine().dropFirst("listening on ".count))
    let run = try await tautline("connect", url, "--linger", "60")
    #expect(run.code == 0 && run.output.utf8.count == 300 * 60_001)
    program.terminate()
    #expect(await program.outcome().code == 0)
  }

  @Test func `a recording plays what was recorded of it`() async throws {
    defer { remove() }
    let server = try await ScriptedServer()
    _ = try await tautline("record", server.url(), path, "-n", "2", input: "a\nb\n")
    let program = try RunningProgram(["replay", path, "--port", "0", "--speed", "max"])
    let url = String(await program.readLine().dropFirst("listening on ".count))
    let run = try await tautline("connect", url, "--linger", "60")
    #expect(run.code == 0 && run.output == "a\nb\n")
    program.terminate()
    _ = await program.outcome()
  }

  @Test(arguments: [
    ("", "a recording begins with an open event"), ("x\n", "line 1 is no recorded event: it is no json object"),
  ])
  func `a file that is no recording is told`(content: String, text: String) async throws {
    defer { remove() }
    try Data(content.utf8).write(to: URL(filePath: path))
    let run = try await tautline("replay", path)
    #expect(run.code == 66 && run.errors == "tautline replay: \(text)\n")
  }

  @Test func `a wrong command line and a port in use are told`() async throws {
    defer { remove() }
    try writeDialogue()
    let server = try await ScriptedServer()
    let taken = try await tautline("replay", path, "--port", "\(server.port)")
    #expect(taken.code == 2 && taken.errors.contains("Address already in use"))
    #expect(try await tautline("replay", path, "ws://127.0.0.1:1/").code == 2)
    let speed = try await tautline("replay", path, "--speed", "0")
    #expect(speed.code == 64 && speed.errors.contains("a number from 0.001 to 1000000, such as 2, or max"))
  }
}
