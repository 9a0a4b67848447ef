extension CompletionScript {
  /// A script to be put into a folder of `$fpath` as `_program`.
  var zsh: String {
    """
    #compdef \(program)
    # zsh completion for \(program)
    _\(program)() {
      local -a commands
      if ((CURRENT == 2)); then
        commands=(
    \(first.map { zshCommand($0, summary(of: $0)) }.joined())    )
        _describe command commands
        return
      fi
      local command=$words[2]
    \(zshGroups)  case $command in
    \(commands.map(zshCase).joined())  esac
    }
    _\(program) "$@"

    """
  }

  private var zshGroups: String {
    first.filter { !second(after: $0).isEmpty }.map { group in
      """
        if [[ $command == \(group) ]]; then
          if ((CURRENT == 3)); then
            commands=(
      \(second(after: group).map { zshCommand($0, summary(of: "\(group) \($0)")) }.joined())      )
            _describe command commands
            return
          fi
          command="$words[2] $words[3]"
          shift words
          ((CURRENT--))
        fi

      """
    }.joined()
  }

  private func zshCommand(_ name: String, _ summary: String) -> String {
    "      \("\(name):\(summary)".singleQuoted)\n"
  }

  private func zshCase(_ command: CommandOutline) -> String {
    let options = command.flags.map(zshOption).joined()
    return """
          \(command.name.singleQuoted))
            shift words
            ((CURRENT--))
            _arguments -s \\
      \(options)        '(-h --help)'{-h,--help}'[print this help]' \\
              '*:operand:_files'
            ;;

      """
  }

  private func zshOption(_ flag: CommandOutline.Flag) -> String {
    let summary = flag.summary.filter { $0 != "[" && $0 != "]" }
    let end = "[\(summary)]" + (flag.value.map { ":\($0.lowercased()):\(zshAction(flag))" } ?? "")
    let spelling = flag.alias.map { "{-\($0),--\(flag.name)}" } ?? "--\(flag.name)"
    return "        '*'\(spelling)\(end.singleQuoted) \\\n"
  }

  private func zshAction(_ flag: CommandOutline.Flag) -> String {
    if flag.isPath { return "_files" }
    return flag.choices.isEmpty ? " " : "(\(flag.choices.joined(separator: " ")))"
  }
}
