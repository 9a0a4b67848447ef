/// What a command line, the environment and a file say together.
public struct Reading<Owner: CommandArguments>: Sendable {
  /// The values that are in effect.
  public var values: Owner

  /// Who gave each option that somebody gave, by the option's name.
  public var sources: [String: SettingSource] = [:]

  /// What is in effect for each option that is a setting, in the order of the help, with what is secret masked.
  public func settings(of syntax: Syntax<Owner>) -> [Setting] {
    syntax.options.filter { $0.places != .exceptFile }.map { option in
      let value = option.show(values)
      return Setting(
        name: option.name, value: option.mask.map { value.map($0) } ?? value, source: sources[option.name] ?? .standard)
    }
  }
}
