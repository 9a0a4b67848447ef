extension Syntax {
  /// The whole help of the command, at most 80 columns wide.
  public var help: String {
    var text = "\(title): \(summary)\n\nUsage: \(usage)\n"
    if !operands.isEmpty { text += "\n" + HelpTable(rows: operands.map(row)).text }
    text += "\nOptions:\n" + HelpTable(rows: flags.map(row) + [helpRow]).text
    if !unflagged.isEmpty { text += "\nIn the environment only:\n" + HelpTable(rows: unflagged.map(variableRow)).text }
    if !notes.isEmpty { text += "\n\(notes)\n" }
    return text
  }

  /// The command in one line.
  public var usage: String {
    ([title, "[options]"] + operands.map { $0.isOptional ? "[\($0.name)]" : $0.name }).joined(separator: " ")
  }

  /// The program and the name of the command.
  public var title: String {
    [Owner.program, name].compactMap(\.self).joined(separator: " ")
  }

  private var flags: [Option<Owner>] { options.filter { $0.places != .exceptFlag } }

  private var unflagged: [Option<Owner>] { options.filter { $0.places == .exceptFlag } }

  private var helpRow: HelpTable.Row {
    HelpTable.Row(left: "-h, --help", right: "print this help")
  }

  private func row(_ operand: Operand<Owner>) -> HelpTable.Row {
    HelpTable.Row(left: operand.name, right: operand.summary)
  }

  private func row(_ option: Option<Owner>) -> HelpTable.Row {
    let alias = option.alias.map { "-\($0), " } ?? "    "
    let value = option.value.map { " \($0.name)" } ?? ""
    let variables = option.variables.isEmpty ? "" : " [\(option.variables.map(\.label).joined(separator: ", "))]"
    return HelpTable.Row(
      left: "\(alias)--\(option.name)\(value)", right: option.summary + remark(option.value) + variables)
  }

  private func variableRow(_ option: Option<Owner>) -> HelpTable.Row {
    HelpTable.Row(
      left: option.variables.map(\.label).joined(separator: ", "), right: option.summary + remark(option.value))
  }

  private func remark(_ value: OptionValue?) -> String {
    guard let value else { return "" }
    if value.isRepeated { return " (may be repeated)" }
    return value.standard.map { " (default: \($0))" } ?? ""
  }
}

extension Syntax {
  /// The options as a table in Markdown, for a manual that is held equal to the program by a test.
  public var markdown: String {
    let head = "| Flag | Variable | Default | Sets |\n|---|---|---|---|\n"
    return head + options.map { "| \(cells($0).joined(separator: " | ")) |\n" }.joined()
  }

  private func cells(_ option: Option<Owner>) -> [String] {
    let flag = option.places == .exceptFlag ? "" : "`--\(option.name)\(option.value.map { " \($0.name)" } ?? "")`"
    let variables = option.variables.map { variable in
      "`\(variable.name)`\(variable.form.map { " in \($0.lowercased())" } ?? "")"
    }
    let summary = option.summary + (option.value?.isRepeated == true ? " (may be repeated)" : "")
    return [flag, variables.joined(separator: ", "), option.value?.standard ?? "", summary]
  }
}
