import FoundationEssentials
import TautCommandLine
import Testing

@testable import tautline_server

/// Docs/Server.md and the help say what the program does.
@Suite struct ManualTests {
  private let file: URL
  private let manual: String

  init() throws {
    var root = URL(filePath: #filePath)
    for _ in 0..<3 { root.deleteLastPathComponent() }
    file = root.appending(path: "Docs/Server.md")
    manual = try String(contentsOf: file, encoding: .utf8)
  }

  /// Run with `TAUTLINE_UPDATE_DOCS=1` to write the table into the manual.
  @Test func `the manual's table of options is the program's`() throws {
    let table = ServerArguments.syntax.markdown
    let start = try #require(manual.firstRange(of: "| Flag | Variable |")?.lowerBound)
    let end = manual[start...].firstRange(of: "\n\n")?.lowerBound ?? manual.endIndex
    let isRight = manual[start..<end] + "\n" == table
    if !isRight, Environment.variable("TAUTLINE_UPDATE_DOCS") == "1" {
      let text = manual[..<start] + table.dropLast() + manual[end...]
      return try Data(text.utf8).write(to: file, options: .atomic)
    }
    #expect(isRight, "run the test with TAUTLINE_UPDATE_DOCS=1")
  }

  @Test func `the manual lists every exit code`() {
    for code in ExitCode.allCases { #expect(manual.contains("| \(code.rawValue) | \(code.meaning) |\n")) }
  }

  @Test func `every line of the help fits into 80 columns and no option is declared twice`() {
    for line in ServerArguments.syntax.help.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
    let names = ServerArguments.syntax.options.map(\.name)
    #expect(Set(names).count == names.count)
    let variables = ServerArguments.syntax.options.flatMap { $0.variables.map(\.name) }
    #expect(Set(variables).count == variables.count)
  }
}
