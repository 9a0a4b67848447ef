import TautJSON
import TautServer
import TautSession
import Testing

@testable import tautline

/// `sub`, `request` and `connect --preset`, over connections that come and go.
@Suite(.serialized) struct SessionProgramTests {
  private func makeServer() async throws -> (server: Server, port: UInt16) {
    var configuration = ServerConfiguration()
    configuration.port = 0
    configuration.hasFeed = false
    let server = try Server(configuration)
    return (server, try await server.start())
  }

  /// The events of a run that tells them as JSON.
  private func events(_ errors: String) throws -> [JSONValue] {
    try errors.split(separator: "\n").map { try JSONValue(parsing: String($0)) }
  }

  // MARK: Tokens

  @Test(arguments: [
    ["connect", "U", "-n", "1"], ["connect", "U", "-n", "1", "--json"], ["connect", "U", "-n", "1", "--preset", "v2"],
    ["connect", "U", "-n", "1", "--preset", "v2", "--events"],
  ])
  func `a token of the URL is not shown with the connection`(arguments: [String]) async throws {
    let server = try await ScriptedServer()
    let url = server.url("/say/hello?token=sesame&x=1")
    let run = try await tautline(arguments.map { $0 == "U" ? url : $0 })
    #expect(run.code == 0 && run.output.contains("hello"), "\(run.errors)")
    #expect(!(run.output + run.errors).contains("sesame"))
    if !arguments.contains("--events") { #expect((run.output + run.errors).contains("token=***&x=1")) }
  }

  @Test(arguments: [["connect"], ["connect", "--preset", "v2"], ["sub", "mlb", "-u"], ["request", "ping", "-u"]])
  func `a token of the URL is in no error, whatever goes wrong`(command: [String]) async throws {
    let server = try await ScriptedServer()
    let urls = [
      server.url("/status/404?token=sesame"), server.url("/echoing?token=sesame"), "ws://127.0.0.1:1/?token=sesame",
      "ws://no.such.host.invalid/?token=sesame", "ws://[::x]/?token=sesame", "ws://h/?token=sesame#x",
      "http://h/?token=sesame", "ws://user:sesame@127.0.0.1:1/",
    ]
    for url in urls {
      for more in [[], ["--events"]] {
        let arguments = command + [url, "--max-attempts", "1"] + more
        let run = try await tautline(arguments)
        #expect(run.code != 0 && !(run.output + run.errors).contains("sesame"), "\(arguments): \(run.errors)")
      }
    }
  }

  // MARK: sub

  @Test func `over many connections each message is printed once and in order`() async throws {
    let server = try await ScriptedServer()
    let run = try await tautline(
      "sub", "mlb", "-u", server.url("/numbers"), "--preset", "immediate", "--since", "e:0", "-n", "60", "--events")
    #expect(run.code == 0, "\(run.errors)")
    let messages = try run.output.split(separator: "\n").map { try JSONValue(parsing: String($0)) }
    #expect(messages.map { $0["payload"]?["n"]?.int64 } == (1...60).map { Int64($0) })
    #expect(messages.map { $0["offset"]?.int64 } == (1...60).map { Int64($0) })
    let told = try events(run.errors)
    #expect(told.contains { $0["event"]?.string == "state" && $0["to"]?.string == "reconnecting" })
    #expect(told.contains { $0["event"]?.string == "notification" && $0["text"]?.string == "Connection restored" })
    #expect(told.count { $0["event"]?.string == "subscribed" } == 9)
    #expect(!told.contains { $0["event"]?.string == "gap" })
  }

  @Test func `what no history has any more is told`() async throws {
    let server = try await ScriptedServer()
    let run = try await tautline("sub", "mlb", "-u", server.url("/forgetful"), "--since", "e:0", "-n", "7")
    #expect(run.code == 0 && run.errors.contains("messages are lost: 1 to 5 (history_expired)"), "\(run.errors)")
    let numbers = try run.output.split(separator: "\n").map { try JSONValue(parsing: String($0))["offset"]?.int64 }
    #expect(numbers == (6...12).map { Int64($0) })
  }

  @Test func `states are told in words, with the error, the delay and what to do`() async throws {
    let run = try await tautline(
      "sub", "mlb", "-u", "ws://127.0.0.1:1/ws", "--preset", "immediate", "--max-attempts", "2")
    #expect(run.code == 2)
    let lines = run.errors.split(separator: "\n")
    #expect(lines.count == 2)
    #expect(lines.first?.hasPrefix("tautline sub: Connection failed: ") == true)
    #expect(lines.first?.contains("(attempt 1 in ") == true)
    #expect(lines.last?.contains("; giving up after 2 attempts; check that the server is running") == true)
  }

  @Test func `events name the error`() async throws {
    let run = try await tautline("sub", "mlb", "-u", "ws://127.0.0.1:1/ws", "--events", "--max-attempts", "1")
    let last = try #require(try events(run.errors).last { $0["event"]?.string == "state" })
    #expect(last["to"]?.string == "failed" && last["error"]?["code"]?.string == "GAVE_UP")
    #expect(last["error"]?["category"]?.string == "network")
  }

  @Test func `a preset has a name`() async throws {
    let run = try await tautline("sub", "mlb", "--preset", "best")
    #expect(run.code == 64)
    #expect(run.errors.contains("one of v2, rooms, structured, event, user, immediate, aggressive"))
    for preset in ClientPreset.allCases { #expect(preset.configuration(url: "ws://h/").url == "ws://h/") }
  }

  // MARK: request

  @Test func `a request prints its answer`() async throws {
    let (server, port) = try await makeServer()
    defer { server.stop() }
    let url = "ws://127.0.0.1:\(port)/ws"
    let run = try await tautline("request", "get_props", #"{"sport":"MLB","game_id":"1"}"#, "-u", url)
    #expect(run.code == 0, "\(run.errors)")
    #expect(try JSONValue(parsing: run.output)["payload"]?["props"]?.array != nil)
    let several = try await tautline("request", "health_check", "-", "-u", url, input: "{}\n\n{}\nno")
    #expect(several.code == 66 && several.output.split(separator: "\n").count == 2)
    let unknown = try await tautline("request", "no_such_thing", "-u", url, "--timeout", "5")
    #expect(unknown.code == 9 && unknown.output.isEmpty, "\(unknown)")
  }

  @Test func `a request without a server fails with its reason`() async throws {
    let run = try await tautline("request", "status", "-u", "ws://127.0.0.1:1/ws", "--max-attempts", "1")
    #expect(run.code == 2 && run.errors.contains("check that the server is running"))
    let server = try await ScriptedServer()
    let silent = try await tautline("request", "status", "-u", server.url("/deaf"), "--timeout", "0.2")
    #expect(silent.code == 7 && silent.errors.contains("no answer came within"))
    #expect(try await tautline("request", "status", "-u", "ws://127.0.0.1:x/ws").code == 64)
  }

  // MARK: connect

  @Test func `a conversation with a preset goes on over the next connection`() async throws {
    let server = try await ScriptedServer()
    let program = try RunningProgram(["connect", server.url(), "--preset", "immediate", "-n", "3", "--json"])
    program.write("one\n")
    var events = [String]()
    // A reset may overtake the echo, so the one waits for the other.
    while !events.contains(where: { $0.contains(#""text":"one""#) }), events.last != "" {
      events.append(await program.readLine())
    }
    program.write("abort\n")
    while events.count(where: { $0.contains(#""event":"open""#) }) < 2, events.last != "" {
      events.append(await program.readLine())
    }
    program.write("two\nthree\n")
    let run = await program.outcome()
    #expect(run.code == 0, "\(run)")
    #expect(events.contains(#"{"event":"message","type":"text","text":"one"}"#))
    #expect(run.output.contains(#""text":"two"}"#) && run.output.contains(#""text":"three"}"#))
    #expect(run.errors.contains("Connection lost, attempting to reconnect..."))
    #expect(run.errors.contains("Connection restored"))
  }

  @Test(arguments: [["connect", "-n", "1", "--linger", "9"], ["request", "ping", "-u"], ["sub", "mlb", "-u"]])
  func `who is asked to wait with Retry-After is not back before, whatever the preset's delays are`(
    command: [String]
  ) async throws {
    let server = try await ScriptedServer()
    let program = try RunningProgram(command + [server.url("/later/1"), "--preset", "immediate", "--events"])
    var told = [JSONValue]()
    while told.last?["to"]?.string != "open" {
      let line = await program.readErrorLine()
      guard !line.isEmpty else { break }
      // Beside the events, a conversation tells what it has opened.
      if let event = try? JSONValue(parsing: line) { told.append(event) }
    }
    program.terminate()
    let run = await program.outcome()
    // Too early it would have been refused for good.
    #expect(told.last?["to"]?.string == "open", "\(told) \(run)")
    let delay = told.first { $0["to"]?.string == "failed" }?["delay_ms"]?.int64
    #expect((delay ?? 0) >= 1_000, "\(told)")
  }

  @Test func `a conversation with a preset ends where another attempt is pointless`() async throws {
    let server = try await ScriptedServer()
    #expect(try await tautline("connect", server.url("/refuse"), "--preset", "v2").code == 3)
    let closed = try await tautline("connect", server.url("/closed/4400"), "--preset", "v2", "--linger", "9")
    #expect(closed.code == 1)
    let gone = try await tautline(
      "connect", "ws://127.0.0.1:1/", "--preset", "immediate", "--max-attempts", "2", "--linger", "30")
    #expect(gone.code == 2 && gone.errors.contains("giving up after 2 attempts"))
    let echo = try await tautline("connect", server.url(), "--preset", "v2", "--echo")
    #expect(echo.code == 64 && echo.errors.contains("--echo and --preset exclude each other"))
  }
}
