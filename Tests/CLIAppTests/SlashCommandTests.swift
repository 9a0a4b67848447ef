import Testing

@testable import tautline

@Suite struct SlashCommandTests {
  @Test(
    arguments: [
      ("hello", .message("hello")), ("", .message("")), (" /ping", .message(" /ping")), ("//ping", .message("/ping")),
      ("/ping", .ping("")), ("/ping  a b ", .ping("a b")), ("/close", .close(code: 1000, reason: "")),
      ("/close 4001", .close(code: 4001, reason: "")), ("/close 3000 good bye", .close(code: 3000, reason: "good bye")),
      ("/help", .help), ("/?", .help), ("/quit", .quit), ("/q", .quit),
    ] as [(String, SlashCommand)])
  func `a line is a message or a command`(line: String, command: SlashCommand) throws {
    #expect(try SlashCommand(line) == command)
  }

  @Test(arguments: ["1004", "1005", "1006", "1015", "999", "2000", "5000", "x", "-1", "70000"])
  func `a close code that may not stand in a frame is refused`(code: String) {
    #expect(throws: SlashCommand.Failure.badCode(code)) { try SlashCommand("/close \(code)") }
  }

  @Test func `a control frame holds 125 bytes, and a close frame 123 of reason`() {
    #expect(throws: Never.self) { try SlashCommand("/ping \(String(repeating: "a", count: 125))") }
    #expect(throws: SlashCommand.Failure.tooLong(limit: 125, length: 126)) {
      try SlashCommand("/ping \(String(repeating: "é", count: 63))")
    }
    #expect(throws: SlashCommand.Failure.tooLong(limit: 123, length: 124)) {
      try SlashCommand("/close 1000 \(String(repeating: "a", count: 124))")
    }
  }

  @Test func `an error says what to do instead`() {
    #expect(
      "\(SlashCommand.Failure.unknown("pnig"))"
        == "unknown command /pnig; /help shows all, //pnig sends it as a message")
    #expect(throws: SlashCommand.Failure.unknown("pnig")) { try SlashCommand("/pnig x") }
  }
}
