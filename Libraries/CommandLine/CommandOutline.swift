/// What a command takes, without the types of its values: what completions and manual pages are made from.
public struct CommandOutline: Sendable, Hashable {
  /// An option, or a flag where it takes no value.
  public struct Flag: Sendable, Hashable {
    /// The long name, without its dashes.
    public var name: String
    /// The letter that stands for it after a single dash.
    public var alias: Character?
    /// The placeholder of the value; nil for a flag.
    public var value: String?
    /// The words that the value is one of; none where it can be anything.
    public var choices: [String] = []
    /// What it is for, with its default, as the help has it.
    public var summary: String

    /// Describes an option.
    public init(name: String, alias: Character?, value: String?, choices: [String] = [], summary: String) {
      self.name = name
      self.alias = alias
      self.value = value
      self.choices = choices
      self.summary = summary
    }

    /// Whether the value is the path of a file.
    public var isPath: Bool { value == "FILE" || value == "PATH" }
  }

  /// The command's name; a command inside of another has both, with a blank between.
  public var name: String
  /// What it does, in a phrase.
  public var summary: String
  /// The command in one line.
  public var usage: String
  /// The arguments known by their place.
  public var operands: [HelpTable.Row]
  /// The words that an argument known by its place is one of; none where it can be anything.
  public var operandChoices: [String]
  /// The options that can stand on the command line.
  public var flags: [Flag]
  /// What else the help says.
  public var notes: String

  /// Describes a command.
  public init(
    name: String, summary: String, usage: String, operands: [HelpTable.Row], operandChoices: [String] = [],
    flags: [Flag], notes: String
  ) {
    self.name = name
    self.summary = summary
    self.usage = usage
    self.operands = operands
    self.operandChoices = operandChoices
    self.flags = flags
    self.notes = notes
  }
}

extension Syntax {
  /// What the command takes, without types.
  public var outline: CommandOutline {
    CommandOutline(
      name: name, summary: summary, usage: usage,
      operands: operands.map { HelpTable.Row(left: $0.name, right: $0.summary) },
      operandChoices: operands.flatMap { Self.choices($0.allowed) },
      flags: options.filter { $0.places != .exceptFlag }.map(flag), notes: notes)
  }

  private func flag(_ option: Option<Owner>) -> CommandOutline.Flag {
    CommandOutline.Flag(
      name: option.name, alias: option.alias, value: option.value?.name,
      choices: option.value.map { Self.choices($0.allowed) } ?? [],
      summary: option.summary + (option.value?.standard.map { " (default: \($0))" } ?? ""))
  }

  /// The words of ``ValueForm/choice(_:_:)``, which says them as "one of a, b, c".
  private static func choices(_ allowed: String) -> [String] {
    let prefix = "one of "
    guard allowed.hasPrefix(prefix) else { return [] }
    return allowed.dropFirst(prefix.count).split(separator: ",").map { $0.split(separator: " ").joined(separator: " ") }
  }
}
