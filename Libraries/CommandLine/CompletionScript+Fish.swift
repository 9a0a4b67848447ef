extension CompletionScript {
  /// A script to be put into `~/.config/fish/completions`.
  var fish: String {
    let firstWords = (first + [Self.help]).map { name in
      "complete -c \(program) -n __fish_use_subcommand -f -a \(name) -d \(summary(of: name).singleQuoted)\n"
    }
    let helped = "complete -c \(program) -n '\(seen([Self.help]))' -f -a '\(first.joined(separator: " "))'\n"
    return "# fish completion for \(program)\n" + firstWords.joined() + helped
      + "complete -c \(program) -s h -l help -d 'print the help'\n"
      + "complete -c \(program) -n __fish_use_subcommand -s V -l version -d 'print the version'\n"
      + commands.map(fishCommand).joined()
  }

  private func seen(_ words: [String]) -> String { "__fish_seen_subcommand_from \(words.joined(separator: " "))" }

  private func fishCommand(_ command: CommandOutline) -> String {
    let words = command.words
    let condition = words.map { seen([$0]) }.joined(separator: "; and ").singleQuoted
    var lines = command.flags.map { fishFlag($0, condition) }
    if words.count == 2 {
      // None of the words that can stand there does yet.
      let open = "\(seen([words[0]])); and not \(seen(second(after: words[0])))".singleQuoted
      lines.insert(
        "complete -c \(program) -n \(open) -f -a \(words[1]) -d \(command.summary.singleQuoted)\n", at: 0)
    } else if second(after: command.name).isEmpty, !command.operandChoices.isEmpty {
      let choices = command.operandChoices.joined(separator: " ").singleQuoted
      lines.append("complete -c \(program) -n \(condition) -f -a \(choices)\n")
    }
    return lines.joined()
  }

  private func fishFlag(_ flag: CommandOutline.Flag, _ condition: String) -> String {
    let alias = flag.alias.map { " -s \($0)" } ?? ""
    let value =
      switch (flag.value, flag.isPath, flag.choices.isEmpty) {
      case (nil, _, _): ""
      case (_, true, _): " -r -F"
      case (_, _, true): " -x"
      default: " -x -a \(flag.choices.joined(separator: " ").singleQuoted)"
      }
    return "complete -c \(program) -n \(condition)\(alias) -l \(flag.name)\(value) -d \(flag.summary.singleQuoted)\n"
  }
}
