extension CompletionScript {
  /// A script to be put into `~/.config/fish/completions`.
  var fish: String {
    let firstWords = first.map { name in
      "complete -c \(program) -n __fish_use_subcommand -f -a \(name) -d \(summary(of: name).singleQuoted)\n"
    }
    return "# fish completion for \(program)\n" + firstWords.joined() + commands.map(fishCommand).joined()
  }

  private func fishCommand(_ command: CommandOutline) -> String {
    let words = command.words
    let condition = words.map { "__fish_seen_subcommand_from \($0)" }.joined(separator: "; and ").singleQuoted
    var lines = command.flags.map { fishFlag($0, condition) }
    if words.count == 2 {
      let group = "__fish_seen_subcommand_from \(words[0])".singleQuoted
      lines.insert(
        "complete -c \(program) -n \(group) -f -a \(words[1]) -d \(command.summary.singleQuoted)\n", at: 0)
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
