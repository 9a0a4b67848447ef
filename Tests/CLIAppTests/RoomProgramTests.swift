import TautServer
import Testing

@testable import tautline

/// `sub` and `pub` against a server of their own.
@Suite(.serialized) struct RoomProgramTests {
  private func withServer(_ body: (_ address: String) async throws -> Void) async throws {
    var configuration = ServerConfiguration()
    configuration.port = 0
    configuration.hasFeed = false
    let server = try Server(configuration)
    let port = try await server.start()
    defer { server.stop() }
    try await body("127.0.0.1:\(port)")
  }

  private func publish(_ address: String, _ payloads: String...) async throws -> [String] {
    let input = payloads.map { $0 + "\n" }.joined()
    let run = try await tautline("pub", "mlb", "odds_update", "-", "--url", "http://\(address)", input: input)
    #expect(run.code == 0, "\(run.errors)")
    return run.output.split(separator: "\n").map { String($0) }
  }

  private func epoch(_ receipt: String) throws -> String {
    try #require(try JSONObject(scanning: Array(receipt.utf8))?.string("epoch"))
  }

  @Test func `what is published is printed with its place, exactly as it was spelled`() async throws {
    try await withServer { address in
      let first = try #require(try await publish(address, #"{"odds":1.50}"#).first)
      let epoch = try epoch(first)
      #expect(first == #"{"room":"mlb","epoch":"\#(epoch)","offset":1}"#)
      _ = try await publish(address, #"{"odds": 2.500}"#, "[ ]")
      let run = try await tautline("sub", "mlb", "--url", "ws://\(address)/ws", "--since", "\(epoch):1", "-n", "2")
      #expect(run.code == 0)
      let lines = run.output.split(separator: "\n")
      #expect(lines.count == 2)
      #expect(lines.first?.hasPrefix(#"{"room":"mlb","type":"odds_update","epoch":"\#(epoch)","offset":2,"#) == true)
      #expect(lines.first?.hasSuffix(#""payload":{"odds": 2.500}}"#) == true)
      #expect(lines.last?.hasSuffix(#""payload":[ ]}"#) == true)
      #expect(run.errors.contains("recovered"))
    }
  }

  @Test func `filters choose`() async throws {
    try await withServer { address in
      let first = try #require(try await publish(address, #"{"odds":1}"#).first)
      _ = try await publish(
        address, #"{"odds":1,"sport":"MLB"}"#, #"{"odds":3,"sport":"NBA"}"#, #"{"odds":3,"sport":"MLB"}"#)
      let run = try await tautline(
        "sub", "mlb", "--url", "ws://\(address)/ws", "--since", "\(try epoch(first)):1", "-n", "1", "-f", "min_odds=2",
        "-f", "sport=MLB")
      #expect(run.output.contains(#""offset":4,"#))
    }
  }

  @Test func `what came already does not come again where that is wished`() async throws {
    try await withServer { address in
      let first = try #require(try await publish(address, #"{"game":0}"#).first)
      _ = try await publish(address, #"{"game":1}"#, #"{"game":1}"#, #"{"game":2}"#)
      let run = try await tautline(
        "sub", "mlb", "--url", "ws://\(address)/ws", "--since", "\(try epoch(first)):1", "-n", "2", "--deduplicate-by",
        "game")
      #expect(run.output.contains(#""offset":2,"#) && run.output.contains(#""offset":4,"#))
    }
  }

  @Test func `a room that does not exist is refused in words`() async throws {
    try await withServer { address in
      let run = try await tautline("sub", "nosuch", "--url", "ws://\(address)/ws")
      #expect(run.code == 9 && run.errors.contains("UNKNOWN_ROOM"))
      let lost = try await tautline("sub", "mlb", "--url", "ws://\(address)/nowhere/at/all")
      #expect(lost.code == 3 && lost.errors.contains("404"))
    }
  }

  @Test func `attempts are counted`() async throws {
    let run = try await tautline("sub", "mlb", "--url", "ws://127.0.0.1:1/ws", "--max-attempts", "1")
    #expect(run.code == 2 && run.errors.contains("giving up after 1 attempts"))
  }

  @Test func `a signal closes the connection in order`() async throws {
    try await withServer { address in
      let program = try RunningProgram(["sub", "mlb", "--url", "ws://\(address)/ws", "--since", "x:0"])
      _ = try await publish(address, "1")
      _ = await program.readLine()
      program.terminate()
      #expect(await program.outcome().code == 130)
    }
  }

  @Test func `a payload that is refused or no JSON is told, and the rest goes on`() async throws {
    try await withServer { address in
      let url = "http://\(address)"
      let run = try await tautline("pub", "mlb", "x", "-", "-u", url, input: "1\nnope\n\n2")
      #expect(run.code == 66 && run.output.split(separator: "\n").count == 2)
      #expect(run.errors == "tautline pub: payload is not valid JSON: expected a value at byte 0\n")
      let refused = try await tautline("pub", "a room with blanks", "x", "1", "-u", url)
      #expect(refused.code == 9 && refused.errors.hasPrefix("tautline pub: refused with 400: "))
      #expect(try await tautline("pub", "mlb", "x", "1", "-u", "http://127.0.0.1:1").code == 2)
    }
  }
}
