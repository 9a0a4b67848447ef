import TautCommandLine
import Testing

@Suite struct SyntaxTests {
  @Test func `arguments set what they name and leave the rest at its default`() throws {
    let copy = try #require(try Copy.syntax.parse(["in", "-qs5", "--tag", "x", "out", "--tag=y", "--host", "a,b"]))
    #expect(copy.source == "in" && copy.target == "out" && copy.isQuiet && copy.isSafe)
    #expect(copy.size == 5 && copy.tags == ["x", "y"] && copy.hosts == ["a", "b"] && copy.wait == .seconds(30))
  }

  @Test(arguments: [["--help"], ["-h"], ["in", "-qh"]])
  func `who asks for help gets nothing else`(arguments: [String]) throws {
    #expect(try Copy.syntax.parse(arguments) == nil)
  }

  @Test func `what a list gives each time is split at commas and gathered`() throws {
    #expect(try Copy.syntax.parse(["in", "--host", "a, b", "--host", "c,"])?.hosts == ["a", "b", "c"])
  }

  @Test(arguments: [
    (["in", "--quiet", "--unsafe"], "--quiet and --unsafe exclude each other"),
    ([], "SOURCE is missing: a text that is not empty"),
    ([""], "SOURCE is '', but must be a text that is not empty"),
    (["in", ""], "TARGET is '', but must be a text that is not empty"),
    (["in", "out", "more"], "unexpected argument 'more'"),
    (["in", "--sice", "5"], "unknown option --sice; did you mean --size?"),
    (["in", "--nonsense"], "unknown option --nonsense"),
    (["in", "-x"], "unknown option -x"),
    (["in", "--size"], "--size needs a value: a whole number from 1 to 99"),
    (["in", "--size", "100"], "--size is '100', but must be a whole number from 1 to 99"),
    (["in", "--quiet=yes"], "--quiet takes no value, but was given 'yes'"),
    (["in", "--owner="], "--owner is '', but must be a text that is not empty"),
    (["in", "--host", "a,d"], "--host is 'a,d', but must be one of a, b, c"),
    (["in", "--tag="], "--tag is '', but must be a text that is not empty"),
    (
      ["in", "--password", "x"],
      "--password is not taken from the command line, which others can read: set COPY_PASSWORD"
    ),
  ])
  func `an error names the option, the value and what is allowed`(arguments: [String], text: String) {
    do throws(UsageError) {
      _ = try Copy.syntax.parse(arguments)
      Issue.record("\(arguments) was taken")
    } catch {
      #expect("\(error)" == text)
    }
  }

  @Test func `the help shows operands, options, defaults, variables and notes`() {
    #expect(
      Copy.syntax.help == """
        copy: copy a file

        Usage: copy [options] SOURCE [TARGET]

          SOURCE  what to copy
          TARGET  where to

        Options:
          -q, --quiet          say nothing [COPY_QUIET]
              --unsafe         ask nothing
          -s, --size BYTES     at once (default: 10) [COPY_SIZE]
              --owner NAME     for whom [COPY_OWNER]
              --tag TAG        mark with (may be repeated)
              --host HOST      copy to (may be repeated) [COPY_HOSTS]
              --wait SECONDS   give up after (default: 30) [COPY_WAIT_MS in
                               MILLISECONDS, COPY_WAIT]
              --limit SECONDS  take at most [COPY_LIMIT_MS in MILLISECONDS]
              --config FILE    read this
          -h, --help           print this help

        In the environment only:
          COPY_PASSWORD  open with

        That is all.

        """)
  }

  @Test func `a part of a program is called by both names`() {
    #expect(Part.syntax.title == "whole part" && Part.syntax.usage == "whole part [options]")
    #expect(
      Part.syntax.help
        == "whole part: do little\n\nUsage: whole part [options]\n\nOptions:\n  -h, --help  print this help\n")
  }

  @Test func `the manual's table says the same`() {
    let lines = Copy.syntax.markdown.split(separator: "\n")
    #expect(lines[2] == "| `--quiet` | `COPY_QUIET` |  | say nothing |")
    #expect(lines[8] == "| `--wait SECONDS` | `COPY_WAIT_MS` in milliseconds, `COPY_WAIT` | 30 | give up after |")
    #expect(lines[6] == "| `--tag TAG` |  |  | mark with (may be repeated) |")
    #expect(lines[10] == "|  | `COPY_PASSWORD` |  | open with |")
  }
}
