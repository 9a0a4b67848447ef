extension CompletionScript {
  /// A script to be read with `source`, or put into `bash-completion/completions`.
  var bash: String {
    """
    # bash completion for \(program)
    _\(program)() {
      local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}
      local command=${COMP_WORDS[1]} words= operands= values= files=
      COMPREPLY=()
      # --option=value comes as three words.
      if [[ $current == = ]]; then
        current=
      elif [[ $previous == = ]]; then
        previous=${COMP_WORDS[COMP_CWORD-2]}
      fi
      if ((COMP_CWORD == 1)); then
        COMPREPLY=($(compgen -W '\(first.joined(separator: " ")) help --help --version' -- "$current"))
        return
      fi
      if [[ $command == help ]]; then
        COMPREPLY=($(compgen -W '\(first.joined(separator: " "))' -- "$current"))
        return
      fi
    \(bashGroups)  case $command in
    \(commands.map(bashCase).joined())  esac
      if [[ -z $files && -n $values ]]; then
        COMPREPLY=($(compgen -W "$values" -- "$current"))
      elif [[ -z $files && $current == -* ]]; then
        COMPREPLY=($(compgen -W "$words" -- "$current"))
      elif [[ -z $files && -n $operands ]]; then
        COMPREPLY=($(compgen -W "$operands" -- "$current"))
      else
        # A name may have blanks.
        local IFS=$'\n'
        COMPREPLY=($(compgen -f -- "$current"))
      fi
    }
    complete -o filenames -F _\(program) \(program)

    """
  }

  /// Commands with others inside: their second word belongs to the name.
  private var bashGroups: String {
    first.filter { !second(after: $0).isEmpty }.map { group in
      """
        if [[ $command == \(group) ]]; then
          if ((COMP_CWORD == 2)); then
            COMPREPLY=($(compgen -W '\(second(after: group).joined(separator: " ")) --help' -- "$current"))
            return
          fi
          command="\(group) ${COMP_WORDS[2]}"
        fi

      """
    }.joined()
  }

  private func bashCase(_ command: CommandOutline) -> String {
    let values = command.flags.filter { $0.value != nil }.map(bashValue).joined()
    return """
          \(command.name.singleQuoted))
            words='\(command.spellings.joined(separator: " "))'
            operands='\(command.operandChoices.joined(separator: " "))'
            case $previous in
      \(values)        esac
            ;;

      """
  }

  private func bashValue(_ flag: CommandOutline.Flag) -> String {
    let spelling = [flag.alias.map { "-\($0)" }, "--\(flag.name)"].compactMap(\.self).joined(separator: "|")
    if flag.isPath { return "          \(spelling)) files=1 ;;\n" }
    guard !flag.choices.isEmpty else { return "          \(spelling)) return ;;\n" }
    return "          \(spelling)) values='\(flag.choices.joined(separator: " "))' ;;\n"
  }
}
