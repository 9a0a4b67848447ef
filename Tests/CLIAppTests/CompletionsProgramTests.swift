import TautCommandLine
import Testing

@testable import tautline

/// The completions and the manual page, in the hands of the programs that they are for.
@Suite struct CompletionsProgramTests {
  /// Beginnings of a command line, and what can stand behind them.
  private static let completions: KeyValuePairs<String, [String]> = [
    "tautline su": ["sub"],
    "tautline conn": ["connect"],
    "tautline help doc": ["doctor"],
    "tautline token ": ["make", "check", "inspect", "key", "jwks"],
    "tautline token ma": ["make"],
    "tautline token make --exp": ["--expires-in"],
    "tautline token make --alg ES": ["ES256", "ES384"],
    "tautline sub mlb --max-a": ["--max-attempts"],
    "tautline sub mlb --ev": ["--events"],
    "tautline sub --preset ": ClientPreset.allCases.map(\.rawValue),
    "tautline sub --preset=im": ["immediate"],
    // Nobody knows which, and nothing may be said that is none.
    "tautline connect --header ": [],
    "tautline completions ": ["bash", "zsh", "fish"],
    "tautline bench ": BenchKind.allCases.map(\.rawValue),
  ]

  private func check(_ shell: Shell) async throws {
    let script = try await tautline("completions", shell.rawValue).output
    #expect(try shell.complaints(about: script) == "")
    let offers = try shell.offers(behind: Self.completions.map(\.key), by: script)
    #expect(offers.count == Self.completions.count, "\(offers)")
    for (offer, (line, words)) in zip(offers, Self.completions) {
      let extra = line == "tautline token " ? ["--help"] : []
      #expect(Set(offer).subtracting(extra) == Set(words), "\(shell) offers \(offer) behind '\(line)'")
    }
  }

  @Test func `bash completes commands, commands inside of them, options and values`() async throws {
    try await check(.bash)
  }

  @Test(.enabled(if: Shell.zsh.isThere, "zsh is not installed"))
  func `zsh completes commands, commands inside of them, options and values`() async throws {
    try await check(.zsh)
  }

  @Test(.enabled(if: Shell.fish.isThere, "fish is not installed"))
  func `fish completes commands, commands inside of them, options and values`() async throws {
    try await check(.fish)
  }

  @Test func `bash completes names of files that have blanks`() async throws {
    let script = try await tautline("completions", "bash").output
    let run = try OtherProgram.run(
      "bash",
      [
        "-c",
        #"cd "$(mktemp -d)"; touch "a b" "a c"; eval "$1"; COMP_WORDS=(tautline replay a); COMP_CWORD=2; _tautline; "#
          + #"printf '%s\n' "${COMPREPLY[@]}"; rm -r "$PWD""#, "bash", script,
      ])
    #expect(run.everything == "a b\na c\n")
  }

  @Test(arguments: Shell.allCases)
  func `every shell is offered every command and option`(shell: Shell) async throws {
    let script = try await tautline("completions", shell.rawValue).output
    for outline in Program.outlines {
      for flag in outline.flags { #expect(script.contains(flag.name), "\(outline.name) --\(flag.name)") }
    }
  }

  @Test func `other shells have no completions`() async throws {
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

  @Test(.enabled(if: OtherProgram.isThere("groff"), "groff is not installed"))
  func `groff has no warning about the manual page, and shows it`() async throws {
    let page = try await tautline("man").output
    #expect(try OtherProgram.run("groff", ["-man", "-ww", "-z", "-Tutf8"], input: page).everything == "")
    let shown = try OtherProgram.run("groff", ["-man", "-Tutf8", "-P-cbou"], input: page).everything
    #expect(
      shown.contains("TAUTLINE(1)") && shown.contains("tautline sub [options] ROOM") && shown.contains("--preset"))
  }

  @Test(.enabled(if: OtherProgram.isThere("mandoc"), "mandoc is not installed"))
  func `mandoc has nothing to say about the manual page`() async throws {
    let page = try await tautline("man").output
    let lint = try OtherProgram.run("mandoc", ["-Tlint", "-Wstyle"], input: page)
    #expect(lint.everything == "" && lint.code == 0)
  }
}
