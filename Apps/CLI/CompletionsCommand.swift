import TautCommandLine

/// `tautline completions`: what a shell needs to complete the command line.
struct CompletionsCommand: Command {
  var shell = ""

  static let syntax = Syntax<Self>(
    name: "completions", summary: "print the completions for a shell",
    operands: [
      .required(.choice("SHELL", CompletionScript.Shell.allCases.map(\.rawValue)), \.shell, "bash, zsh or fish")
    ],
    notes: """
      bash: source <(tautline completions bash)
      zsh:  tautline completions zsh > a folder of $fpath/_tautline
      fish: tautline completions fish > ~/.config/fish/completions/tautline.fish
      """)

  func run() async -> ExitCode {
    guard let shell = CompletionScript.Shell(rawValue: shell) else { return .usage }
    let script = CompletionScript(program: "tautline", commands: Program.outlines)
    return StandardOutput.write(script.text(for: shell)) ? .success : .output
  }
}
