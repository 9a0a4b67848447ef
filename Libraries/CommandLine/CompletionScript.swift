/// A script that lets a shell complete the commands and options of a program.
public struct CompletionScript: Sendable {
  /// The shells that have one.
  public enum Shell: String, Sendable, CaseIterable {
    case bash, zsh, fish
  }

  /// The program's name.
  public var program: String
  /// Its commands.
  public var commands: [CommandOutline]

  /// A script for a program with these commands.
  public init(program: String, commands: [CommandOutline]) {
    self.program = program
    self.commands = commands
  }

  /// The script for `shell`.
  public func text(for shell: Shell) -> String {
    switch shell {
    case .bash: bash
    case .zsh: zsh
    case .fish: fish
    }
  }

  /// The names that can stand first, each once.
  var first: [String] { names { $0.first } }

  /// The names that can stand after `name`.
  func second(after name: String) -> [String] {
    names { $0.count > 1 && $0[0] == name ? $0[1] : nil }
  }

  private func names(_ pick: ([String]) -> String?) -> [String] {
    var names = [String]()
    for command in commands {
      guard let name = pick(command.words), !names.contains(name) else { continue }
      names.append(name)
    }
    return names
  }

  func summary(of name: String) -> String {
    name == Self.help ? "explain a command" : commands.first { $0.name == name }?.summary ?? ""
  }

  /// What explains the command that is named after it.
  static let help = "help"
}

extension CommandOutline {
  /// The parts of the name.
  var words: [String] { name.split(separator: " ").map(String.init) }

  /// The options with their dashes, and `--help`, which every command has.
  var spellings: [String] {
    flags.flatMap { flag in [flag.alias.map { "-\($0)" }, "--\(flag.name)"].compactMap(\.self) } + ["-h", "--help"]
  }
}

extension String {
  /// The text in single quotes, for a shell.
  var singleQuoted: String {
    "'" + split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
  }
}
