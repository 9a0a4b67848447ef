extension Syntax {
  /// The whole help of the command.
  var help: String {
    var text = "tautline \(name): \(summary)\n\nUsage: \(usage)\n"
    if !operands.isEmpty { text += "\n" + HelpTable(rows: operands.map(row)).text }
    text += "\nOptions:\n" + HelpTable(rows: options.map(row) + [helpRow]).text
    if !notes.isEmpty { text += "\n\(notes)\n" }
    return text
  }

  /// The command in one line.
  var usage: String {
    (["tautline", name, "[options]"] + operands.map { $0.isOptional ? "[\($0.name)]" : $0.name })
      .joined(separator: " ")
  }

  private var helpRow: HelpTable.Row {
    HelpTable.Row(left: "-h, --help", right: "print this help")
  }

  private func row(_ operand: Operand<Owner>) -> HelpTable.Row {
    HelpTable.Row(left: operand.name, right: operand.summary)
  }

  private func row(_ option: Option<Owner>) -> HelpTable.Row {
    let alias = option.alias.map { "-\($0), " } ?? "    "
    let value = option.value.map { " \($0.name)" } ?? ""
    return HelpTable.Row(left: "\(alias)--\(option.name)\(value)", right: option.summary + remark(option.value))
  }

  private func remark(_ value: OptionValue?) -> String {
    guard let value else { return "" }
    if value.isRepeated { return " (may be repeated)" }
    return value.standard.map { " (default: \($0))" } ?? ""
  }
}
