import TautCommandLine
import Testing

@testable import tautline

@Suite struct HelpTests {
  @Test func `the help of a command shows operands, options, defaults and notes`() {
    #expect(
      PubCommand.syntax.help == """
        tautline pub: publish into a room

        Usage: tautline pub [options] ROOM TYPE PAYLOAD

          ROOM     the room
          TYPE     the type of the message, such as odds_update
          PAYLOAD  JSON, or - for standard input: one payload per line

        Options:
          -u, --url URL          the server (default: http://127.0.0.1:8000)
              --id ID            publish only once under this id
              --meta JSON        an object that goes with the message
              --token TOKEN      send this token as 'Authorization: Bearer'
          -k, --insecure         trust any certificate
              --ca FILE          trust only the authorities in this PEM file
              --timeout SECONDS  give up waiting for an answer after this time (default:
                                 10)
          -h, --help             print this help

        Prints {"room","epoch","offset"} for each message that was taken.
        Exit codes: tautline --help.

        """)
  }

  @Test func `the program's help lists every command and every exit code`() {
    for name in ["connect", "listen", "sub", "pub", "drive"] {
      #expect(Program.help.contains("\n  \(name) "))
      #expect(Program.command(named: name) != nil)
    }
    #expect(Program.help.hasSuffix(ExitCode.table))
  }

  @Test func `every line of every help fits into 80 columns and no option is declared twice`() {
    for command in Program.commands { check(command) }
    for command in TokenCommand.subcommands { check(command) }
  }

  private func check<Owner: Command>(_ command: Owner.Type) {
    for line in Owner.syntax.help.split(separator: "\n") { #expect(line.count <= 80, "\(line)") }
    let names = Owner.syntax.options.map(\.name)
    #expect(Set(names).count == names.count)
    let aliases = Owner.syntax.options.compactMap(\.alias) + ["h"]
    #expect(Set(aliases).count == aliases.count)
  }
}
