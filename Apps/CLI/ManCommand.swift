import TautCommandLine
internal import TautServer

/// `tautline man`: the manual page.
struct ManCommand: Command {
  static let syntax = Syntax<Self>(
    name: "man", summary: "print the manual page",
    notes: """
      Read it with: tautline man | man -l -
      Install it with: tautline man > /usr/local/share/man/man1/tautline.1
      """)

  func run() async -> ExitCode {
    StandardOutput.write(Self.page.text) ? .success : .output
  }

  /// The page, made from the declarations of all commands.
  static var page: ManualPage {
    var page = ManualPage(
      program: "tautline", summary: Program.summary, version: Tautline.version, date: "2026-11-21",
      commands: Program.outlines)
    page.sections = [
      ManualPage.Section(
        title: "EXIT STATUS",
        rows: ExitCode.allCases.map { HelpTable.Row(left: String($0.rawValue), right: $0.meaning) }),
      ManualPage.Section(
        title: "ENVIRONMENT",
        rows: [
          HelpTable.Row(left: "NO_COLOR", right: "when it is not empty, nothing is coloured"),
          HelpTable.Row(left: "XDG_STATE_HOME", right: "where the history of connect lives, in tautline/history"),
          HelpTable.Row(left: "JWT_SECRET", right: "the secret of token make and token check"),
        ]),
    ]
    return page
  }
}
