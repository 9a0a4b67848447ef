import TautCommandLine
import Testing

@Suite struct ManualPageTests {
  private let copy = CommandOutline(
    name: "copy", summary: "copy a file", usage: "tool copy [options] FROM",
    operands: [HelpTable.Row(left: "FROM", right: "the file → here")],
    flags: [
      CommandOutline.Flag(name: "force", alias: "f", value: nil, summary: "replace \\ it"),
      CommandOutline.Flag(name: "mode", alias: nil, value: "WORD", choices: ["a", "b"], summary: "how"),
    ],
    notes: ".not an order\n'nor this")

  @Test func `a page has names, options, notes and its own sections`() {
    var page = ManualPage(program: "tool", summary: "does it", version: "1.0", date: "2026-01-31", commands: [copy])
    page.sections = [ManualPage.Section(title: "EXIT STATUS", rows: [HelpTable.Row(left: "0", right: "well")])]
    #expect(
      page.text == #"""
        .TH TOOL 1 "2026-01-31" "tool 1.0" "User Commands"
        .SH NAME
        tool \- does it
        .SH SYNOPSIS
        .B tool
        .I command
        [options]
        .SH COMMANDS
        .SS tool copy [options] FROM
        Copy a file.
        .TP
        .B FROM
        the file \[u2192] here
        .TP
        .B \-f, \-\-force
        replace \e it
        .TP
        .B \-\-mode WORD
        how
        .PP
        .nf
        \&.not an order
        \&'nor this
        .fi
        .SH EXIT STATUS
        .TP
        .B 0
        well

        """#)
  }

  @Test func `a long text stands in lines of at most 80 bytes`() {
    var long = copy
    long.flags = [
      CommandOutline.Flag(
        name: "x", alias: nil, value: nil, summary: repeatElement("-word", count: 40).joined(separator: " "))
    ]
    let page = ManualPage(program: "tool", summary: "does it", version: "1.0", date: "2026-01-31", commands: [long])
    #expect(page.text.split(separator: "\n").allSatisfy { $0.utf8.count <= 80 })
    #expect(page.text.split(separator: "-word").count == 41)
  }

  @Test func `completions quote what a shell would read`() {
    var outline = copy
    outline.summary = "copy somebody's file"
    let script = CompletionScript(program: "tool", commands: [outline])
    #expect(script.text(for: .fish).contains(#"-a copy -d 'copy somebody'\''s file'"#))
    #expect(script.text(for: .fish).contains("-l mode -x -a 'a b' -d 'how'\n"))
    #expect(script.text(for: .zsh).contains(#"'copy:copy somebody'\''s file'"#))
    #expect(script.text(for: .zsh).contains("'*'{-f,--force}'[replace \\ it]'"))
    #expect(script.text(for: .zsh).contains("'*'--mode='[how]:word:(a b)'"))
    #expect(script.text(for: .bash).contains("--mode) values='a b' ;;"))
    #expect(script.text(for: .bash).hasSuffix("complete -o filenames -F _tool tool\n"))
  }
}
