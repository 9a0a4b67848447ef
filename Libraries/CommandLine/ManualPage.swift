/// A manual page in the language of `man`, made from the declarations of a program's commands.
public struct ManualPage: Sendable {
  /// A section with a text of its own, such as EXIT STATUS.
  public struct Section: Sendable, Hashable {
    /// The heading.
    public var title: String
    /// The rows, each with its meaning.
    public var rows: [HelpTable.Row]

    /// Makes a section.
    public init(title: String, rows: [HelpTable.Row]) {
      self.title = title
      self.rows = rows
    }
  }

  /// The program's name.
  public var program: String
  /// What the program does, in a phrase.
  public var summary: String
  /// The version of the program.
  public var version: String
  /// The day of the page's last change, such as `2026-01-31`.
  public var date: String
  /// The commands.
  public var commands: [CommandOutline]
  /// The sections after the commands.
  public var sections: [Section] = []

  /// A page for a program with these commands.
  public init(program: String, summary: String, version: String, date: String, commands: [CommandOutline]) {
    self.program = program
    self.summary = summary
    self.version = version
    self.date = date
    self.commands = commands
  }

  /// The page.
  public var text: String {
    var text = """
      .TH \(program.uppercased()) 1 "\(date)" "\(program) \(version)" "User Commands"
      .SH NAME
      \(Self.escaped(program)) \\- \(Self.escaped(summary))
      .SH SYNOPSIS
      .B \(Self.escaped(program))
      .I command
      [options]
      .SH COMMANDS

      """
    text += commands.map(section).joined()
    for section in sections { text += ".SH \(section.title)\n" + section.rows.map(Self.row).joined() }
    return text
  }

  private func section(_ command: CommandOutline) -> String {
    let flags = command.flags.map { HelpTable.Row(left: Self.spelling($0), right: $0.summary) }
    return """
      .SS \(Self.escaped(command.usage))
      \(Self.filled(Self.sentence(command.summary)))

      """ + (command.operands + flags).map(Self.row).joined() + Self.notes(command.notes)
  }

  private static func spelling(_ flag: CommandOutline.Flag) -> String {
    let names = [flag.alias.map { "-\($0)" }, "--\(flag.name)"].compactMap(\.self).joined(separator: ", ")
    return names + (flag.value.map { " \($0)" } ?? "")
  }

  private static func row(_ row: HelpTable.Row) -> String {
    ".TP\n.B \(escaped(row.left))\n\(filled(row.right))\n"
  }

  /// The notes as they are laid out.
  private static func notes(_ notes: String) -> String {
    guard !notes.isEmpty else { return "" }
    return ".PP\n.nf\n" + notes.split(separator: "\n").map { escaped(String($0)) + "\n" }.joined() + ".fi\n"
  }

  /// A text in lines of at most 80 bytes, where its words allow that; the formatter fills its own.
  private static func filled(_ text: String) -> String {
    var lines: [String] = []
    for word in text.split(separator: " ") {
      if let last = lines.last, escaped(last).utf8.count + escaped(String(word)).utf8.count < 80 {
        lines[lines.count - 1] = "\(last) \(word)"
      } else {
        lines.append(String(word))
      }
    }
    return lines.map(escaped).joined(separator: "\n")
  }

  private static func sentence(_ phrase: String) -> String {
    phrase.prefix(1).uppercased() + phrase.dropFirst() + "."
  }

  /// A line of text, in which nothing is an order to the formatter.
  static func escaped(_ text: String) -> String {
    let body = text.unicodeScalars.map { scalar in
      switch scalar {
      case "\\": "\\e"
      case "-": "\\-"
      case _ where scalar.isASCII: String(scalar)
      // Not every formatter reads UTF-8, and those that do know this as well.
      default: "\\[u\(hexadecimal(scalar))]"
      }
    }.joined()
    return body.hasPrefix(".") || body.hasPrefix("'") ? "\\&" + body : body
  }

  /// Four digits or more, as the formatter wants them.
  private static func hexadecimal(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}
