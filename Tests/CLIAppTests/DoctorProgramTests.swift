import TautJSON
import TautServer
import Testing

@testable import tautline

/// `tautline doctor` against servers that work and against each way in which they do not.
@Suite(.serialized) struct DoctorProgramTests {
  /// What a run found: the exit code, and state and text of each check.
  private struct Diagnosis {
    var code: Int32
    var states: [String: String] = [:]
    var seen: [String: String] = [:]
    var advice: [String: String] = [:]
    var summary: String?

    /// The states in the order of the checks, without those that were skipped.
    var path: String {
      DoctorCheck.allCases.compactMap { check in
        states[check.rawValue].flatMap { $0 == "skipped" ? nil : "\(check.rawValue) \($0)" }
      }.joined(separator: ", ")
    }
  }

  private func examine(_ url: String, _ options: String...) async throws -> Diagnosis {
    let program = try RunningProgram(["doctor", url, "--json", "--wait", "0.3"] + options)
    let run = await program.outcome()
    #expect(run.errors.isEmpty, "\(run.errors)")
    let report = try #require(try JSONValue(parsing: run.output).object)
    var diagnosis = Diagnosis(code: run.code, summary: report["summary"]?.string)
    #expect(report["ok"]?.boolean == (run.code == 0) && report["exit"]?.int64 == Int64(run.code))
    for check in report["checks"]?.array ?? [] {
      let name = try #require(check["check"]?.string)
      diagnosis.states[name] = check["state"]?.string
      diagnosis.seen[name] = check["seen"]?.string
      diagnosis.advice[name] = check["advice"]?.array?.compactMap(\.string).joined(separator: "; ")
    }
    #expect(diagnosis.states.count == DoctorCheck.allCases.count)
    return diagnosis
  }

  private let whole = "url ok, tcp ok, upgrade ok, heartbeat ok, echo ok, close ok"

  // MARK: Servers that work

  @Test func `our server is well`() async throws {
    var configuration = ServerConfiguration()
    configuration.port = 0
    configuration.hasFeed = false
    let server = try Server(configuration)
    let port = try await server.start()
    defer { server.stop() }
    let protocolRoute = try await examine("ws://127.0.0.1:\(port)/ws")
    #expect(protocolRoute.code == 0 && protocolRoute.path == whole, "\(protocolRoute)")
    #expect(protocolRoute.seen["echo"] == "a JSON ping was answered with a JSON pong")
    #expect(protocolRoute.seen["hello"] == "nothing within 300 ms; not every route greets")
    let echoRoute = try await examine("ws://127.0.0.1:\(port)/ws/me?token=secret-secret")
    #expect(echoRoute.code == 0 && echoRoute.path == whole)
    #expect(echoRoute.seen["echo"]?.hasPrefix("the server echoes") == true)
    #expect(echoRoute.summary == "ws://127.0.0.1:\(port)/ws/me?token=*** works")
    let lost = try await examine("ws://127.0.0.1:\(port)/nowhere/at/all")
    #expect(lost.code == 3 && lost.path == "url ok, tcp ok, upgrade failed")
    #expect(lost.seen["upgrade"]?.contains("404") == true && lost.advice["upgrade"]?.contains("path") == true)
  }

  @Test func `for a person every check is a line, and advice stands below it`() async throws {
    let server = try await ScriptedServer()
    let run = try await tautline("doctor", server.url("/refuse"))
    let lines = run.output.split(separator: "\n")
    #expect(run.code == 3)
    #expect(lines.contains("skipped dns       127.0.0.1 is an address"))
    #expect(lines.contains { $0.hasPrefix("failed  upgrade   the server answered 403 Forbidden: not you (") })
    #expect(lines.contains("                  -> send the Origin that the server allows with --origin"))
    #expect(lines.contains("skipped close     not reached"))
    #expect(lines.last == "\(server.url("/refuse")) does not work: it fails at the WebSocket handshake")
  }

  @Test func `a greeting is understood`() async throws {
    let server = try await ScriptedServer()
    let hello =
      "/say/%7B%22type%22%3A%22hello%22%2C%22accepted_version%22%3A1%2C%22client_id%22%3A%22a-1%22%2C%22heartbeat_interval_ms%22%3A25000%7D"
    let run = try await examine(server.url(hello))
    #expect(run.seen["hello"] == "the server says hello; version 1; client id a-1; a heartbeat every 25 s")
    let rare = try await examine(
      server.url("/say/%7B%22type%22%3A%22welcome%22%2C%22heartbeat_interval_ms%22%3A90000%7D"))
    #expect(rare.states["hello"] == "warning" && rare.advice["hello"]?.contains("60 seconds") == true)
    let other = try await examine(server.url("/say/%7B%22type%22%3A%22news%22%7D"))
    #expect(other.seen["hello"] == "no greeting; the first message is of type news")
    let text = try await examine(server.url("/say/hi"))
    #expect(text.seen["hello"] == "the first message is a text of 2 bytes without a type")
  }

  // MARK: Before the handshake

  @Test func `a host that is unknown, a port where nobody listens, and a URL that is none`() async throws {
    let host = try await examine("ws://host.invalid/ws")
    #expect(host.code == 2 && host.path == "url ok, dns failed")
    #expect(host.advice["dns"]?.contains("getent hosts host.invalid") == true)
    let port = try await examine("ws://127.0.0.1:1/ws")
    #expect(port.code == 2 && port.path == "url ok, tcp failed")
    #expect(port.advice["tcp"]?.hasPrefix("check that a server listens on port 1") == true)
    let url = try await examine("ws://127.0.0.1:x/ws")
    #expect(url.code == 64 && url.path == "url failed")
    #expect(url.summary == "ws://127.0.0.1:x/ws does not work: it fails at the URL")
  }

  @Test func `a proxy that is none is told`() async throws {
    let server = try await ScriptedServer()
    let run = try await examine("ws://127.0.0.1:9/ws", "--proxy", "http://127.0.0.1:\(server.port)")
    #expect(run.code == 2 && run.path == "url ok, tcp ok, proxy failed", "\(run)")
    #expect(run.advice["proxy"]?.contains("127.0.0.1:9") == true)
  }

  @Test func `certificates are looked at`() async throws {
    let files = Certificates.shared
    let good = try await ScriptedServer(certificate: files.good, key: files.key)
    let url = "wss://127.0.0.1:\(good.port)/"
    let believed = try await examine(url, "--ca", files.good)
    #expect(believed.code == 0 && believed.states["tls"] == "ok")
    #expect(believed.seen["tls"]?.hasPrefix("TLSv1.3, ") == true)
    #expect(believed.seen["tls"]?.contains("certificate for localhost, 127.0.0.1, valid for ") == true)
    let stranger = try await examine(url)
    #expect(stranger.code == 4 && stranger.path == "url ok, tcp ok, tls failed")
    #expect(stranger.advice["tls"]?.contains("--ca FILE") == true)
    let insecure = try await examine(url, "--insecure")
    #expect(insecure.code == 0 && insecure.states["tls"] == "warning")
    let short = try await ScriptedServer(certificate: files.short, key: files.key)
    let soon = try await examine("wss://127.0.0.1:\(short.port)/", "--ca", files.short)
    #expect(soon.code == 0 && soon.states["tls"] == "warning" && soon.advice["tls"] == "renew the certificate soon")
    let foreign = try await ScriptedServer(certificate: files.foreign, key: files.key)
    let wrong = try await examine("wss://127.0.0.1:\(foreign.port)/", "--ca", files.foreign)
    #expect(wrong.code == 4 && wrong.advice["tls"]?.contains("host name") == true, "\(wrong)")
  }

  @Test func `wss to a plain port and ws to an encrypted one`() async throws {
    let plain = try await ScriptedServer()
    let encrypted = try await ScriptedServer(certificate: Certificates.shared.good, key: Certificates.shared.key)
    let wss = try await examine("wss://127.0.0.1:\(plain.port)/")
    #expect(wss.code == 4 && wss.advice["tls"]?.hasPrefix("use ws:// instead of wss://") == true)
    let ws = try await examine("ws://127.0.0.1:\(encrypted.port)/")
    #expect(ws.code == 3 && ws.path == "url ok, tcp ok, upgrade failed")
    #expect(ws.advice["upgrade"]?.contains("wss://") == true, "\(ws)")
    let file = try await examine("wss://127.0.0.1:\(plain.port)/", "--ca", "/nowhere")
    #expect(file.code == 66 && file.states["tls"] == "failed")
  }

  // MARK: The handshake

  @Test(
    arguments: [
      (302, "connect to wss://other/ws"), (400, "query parameters"), (401, "send a token with --token"),
      (403, "--origin"), (404, "check the URL's path"), (426, "proxy that does not pass upgrades on"),
      (429, "wait 7 s, as Retry-After says"), (500, "check the server's log"), (502, "gateway"), (503, "wait 7 s"),
    ] as [(Int, String)])
  func `a refusal is explained`(status: Int, advice: String) async throws {
    let server = try await ScriptedServer()
    let run = try await examine(server.url("/status/\(status)"))
    #expect(run.code == 3 && run.path == "url ok, tcp ok, upgrade failed")
    #expect(run.seen["upgrade"]?.contains("\(status)") == true)
    #expect(run.advice["upgrade"]?.contains(advice) == true, "\(run)")
  }

  @Test func `a token that is refused is to be looked at`() async throws {
    let server = try await ScriptedServer()
    let run = try await examine(server.url("/status/401"), "--token", "abc.def.ghi")
    #expect(run.advice["upgrade"]?.hasPrefix("look at the token: tautline token inspect") == true)
  }

  @Test func `a server that takes the connection and says nothing`() async throws {
    let server = try await ScriptedServer()
    let run = try await examine(server.url("/silent"), "--open-timeout", "0.3")
    #expect(run.code == 7 && run.path == "url ok, tcp ok, upgrade failed")
    #expect(run.advice["upgrade"]?.contains("takes connections and says nothing") == true)
  }

  @Test func `a subprotocol that was not offered fails, and one that was not chosen is warned of`() async throws {
    let server = try await ScriptedServer()
    let wrong = try await examine(server.url("/subprotocol/v9"))
    #expect(wrong.code == 3 && wrong.seen["upgrade"]?.contains("\"v9\", which was not offered") == true)
    #expect(wrong.advice["upgrade"]?.contains("--subprotocol 'v9'") == true)
    let none = try await examine(server.url("/"), "--subprotocol", "v9")
    #expect(none.code == 0 && none.states["upgrade"] == "warning")
    let right = try await examine(server.url("/subprotocol/v9"), "--subprotocol", "v9")
    #expect(right.code == 0 && right.seen["upgrade"]?.contains("subprotocol v9") == true)
  }

  // MARK: After the handshake

  @Test(arguments: [(4400, 1, "version"), (4401, 1, "role"), (1011, 8, "log"), (1013, 8, "wait"), (1000, 1, "wait")])
  func `a server that closes at once says why`(close: Int, exit: Int, advice: String) async throws {
    let server = try await ScriptedServer()
    let run = try await examine(server.url("/closed/\(close)"))
    #expect(run.code == Int32(exit) && run.path == "url ok, tcp ok, upgrade ok, hello failed")
    #expect(run.seen["hello"]?.hasPrefix("the connection ended with \(close) (") == true)
    #expect(run.seen["hello"]?.hasSuffix("): go away") == true)
    #expect(run.advice["hello"]?.contains(advice) == true, "\(run)")
  }

  @Test func `a server that answers no pings`() async throws {
    let server = try await ScriptedServer()
    let run = try await examine(server.url("/mute"), "--ping-timeout", "0.2")
    #expect(run.code == 7 && run.states["heartbeat"] == "failed" && run.states["echo"] == "warning")
    #expect(run.seen["heartbeat"] == "no pong within 200 ms" && run.states["close"] == "warning")
  }

  @Test func `a server that answers no messages, and one that changes them`() async throws {
    let server = try await ScriptedServer()
    let deaf = try await examine(server.url("/deaf"), "--ping-timeout", "0.2")
    #expect(deaf.code == 0 && deaf.states["echo"] == "warning" && deaf.states["heartbeat"] == "ok")
    let changed = try await examine(server.url("/changed"))
    #expect(changed.code == 5 && changed.states["echo"] == "failed")
    #expect(changed.seen["echo"]?.hasSuffix("bytes came back changed") == true)
  }

  @Test func `a route that should greet and does not is warned of`() async throws {
    let server = try await ScriptedServer()
    #expect(try await examine(server.url("/ws/client?client_id=a")).states["hello"] == "warning")
    #expect(try await examine(server.url("/ws/v2/connect")).states["hello"] == "warning")
  }
}
