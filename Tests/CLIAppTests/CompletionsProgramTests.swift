import Foundation
import TautCommandLine
import Testing

@testable import tautline

/// The completions and the manual page, in the hands of the programs that they are for.
@Suite struct CompletionsProgramTests {
  /// What bash says to a script.
  private func bash(_ script: String) throws -> String {
    let process = Process()
    let (input, output) = (Pipe(), Pipe())
    process.executableURL = URL(filePath: "/bin/bash")
    process.arguments = ["--norc"]
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    try input.fileHandleForWriting.write(contentsOf: Data(script.utf8))
    try input.fileHandleForWriting.close()
    let bytes = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: bytes, as: UTF8.self)
  }

  /// What bash offers after these words.
  private func offers(_ words: String...) async throws -> [String] {
    let script = try await tautline("completions", "bash").output
    let line = words.map { "'\($0)'" }.joined(separator: " ")
    let input =
      script + """
        COMP_WORDS=(\(line)); COMP_CWORD=\(words.count - 1); _tautline; printf '%s\\n' "${COMPREPLY[@]}"
        """
    return try bash(input).split(separator: "\n").map(String.init)
  }

  @Test func `bash completes commands, commands inside of them, options and values`() async throws {
    #expect(try await offers("tautline", "conn") == ["connect"])
    #expect(try await offers("tautline", "token", "ma") == ["make"])
    #expect(try await offers("tautline", "help", "doc") == ["doctor"])
    #expect(try await offers("tautline", "sub", "mlb", "--max-a") == ["--max-attempts"])
    #expect(try await offers("tautline", "token", "make", "--exp") == ["--expires-in"])
    #expect(try await offers("tautline", "completions", "").isEmpty == false)
    #expect(try await offers("tautline", "token", "key", "--alg", "ES").contains("ES256"))
  }

  @Test(arguments: ["zsh", "fish"])
  func `the other shells are offered every command and option`(shell: String) async throws {
    let script = try await tautline("completions", shell).output
    for outline in Program.outlines {
      for flag in outline.flags { #expect(script.contains(flag.name), "\(outline.name) --\(flag.name)") }
    }
    #expect(try await tautline("completions", "tcsh").code == 64)
  }

  @Test func `the manual page names every command, option and exit code, and orders the formatter nothing`()
    async throws
  {
    let page = try await tautline("man").output
    for outline in Program.outlines { #expect(page.contains("\n.SS tautline \(outline.name) ")) }
    for code in ExitCode.allCases { #expect(page.contains("\n.B \(code.rawValue)\n")) }
    let orders = Set(page.split(separator: "\n").filter { $0.hasPrefix(".") }.map { $0.prefix { $0 != " " } })
    #expect(orders == [".TH", ".SH", ".SS", ".TP", ".B", ".I", ".PP", ".nf", ".fi"])
    #expect(page.hasPrefix(".TH TAUTLINE 1"))
  }
}
