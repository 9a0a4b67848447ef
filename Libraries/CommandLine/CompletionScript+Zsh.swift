extension CompletionScript {
  /// A script to be put into a folder of `$fpath` as `_program`.
  var zsh: String {
    """
    #compdef \(program)
    # zsh completion for \(program)
    _\(program)() {
      local -a commands
      if ((CURRENT == 2)) || [[ $words[2] == help ]]; then
        commands=(
    \((first + [Self.help]).map { zshCommand($0, summary(of: $0)) }.joined())    )
        _describe command commands
        ((CURRENT == 2)) && [[ $PREFIX == -* ]] && compadd -- --help --version
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
              '*:operand:\(operand(of: command))'
            ;;

      """
  }

  private func operand(of command: CommandOutline) -> String {
    command.operandChoices.isEmpty ? "_files" : "(\(command.operandChoices.joined(separator: " ")))"
  }

  private func zshOption(_ flag: CommandOutline.Flag) -> String {
    let summary = flag.summary.filter { $0 != "[" && $0 != "]" }
    // A colon would end the name of the value.
    let value = flag.value.map { $0.lowercased().replacing(":", with: "\\:") }
    let end = "[\(summary)]" + (value.map { ":\($0):\(zshAction(flag))" } ?? "")
    // With it the value stands in the same word or in the next.
    let name = "--\(flag.name)" + (flag.value == nil ? "" : "=")
    let spelling = flag.alias.map { "{-\($0),\(name)}" } ?? name
    return "        '*'\(spelling)\(end.singleQuoted) \\\n"
  }

  private func zshAction(_ flag: CommandOutline.Flag) -> String {
    if flag.isPath { return "_files" }
    return flag.choices.isEmpty ? " " : "(\(flag.choices.joined(separator: " ")))"
  }
}
