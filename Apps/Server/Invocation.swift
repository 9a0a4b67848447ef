import TautCommandLine

/// What one start of the server is asked for, and by whom.
struct Invocation {
  var arguments: ServerArguments
  /// What is in effect, with what is secret masked.
  var settings: [Setting]

  /// The settings as lines for people.
  var report: String { HelpTable(rows: settings.map { HelpTable.Row($0) }).text }

  /// Reads the command line, the environment and the file that they name.
  ///
  /// - Parameters:
  ///   - arguments: The arguments after the program's name.
  ///   - environment: The value of a variable, or nil.
  ///   - contents: Reads a file, or throws the reason why it cannot.
  /// - Returns: nil when help was asked for.
  /// - Throws: ``UsageError``, which names the place, the value and what is allowed.
  static func read(
    _ arguments: [String], environment: (String) -> String?,
    contents: (String) throws -> [UInt8] = ConfigurationFile.contents
  ) throws(UsageError) -> Invocation? {
    let syntax = ServerArguments.syntax
    guard var reading = try syntax.read(arguments) else { return nil }
    if reading.values.showsVersion { return Invocation(arguments: reading.values, settings: []) }
    reading = try syntax.read(arguments, environment: environment) ?? reading
    if let path = reading.values.file {
      let file = try ConfigurationFile.read(path, contents)
      reading = try syntax.read(arguments, environment: environment, file: file) ?? reading
    }
    try reading.values.validate()
    if reading.values.loops == nil { reading.values.loops = Environment.cores }
    return Invocation(arguments: reading.values, settings: reading.settings(of: syntax))
  }
}
