extension Syntax {
  /// Reads a file, the environment and the arguments after the command's name.
  ///
  /// An argument wins over a variable, and a variable over the file. Of options that may be repeated the strongest place
  /// that gives any gives all. What is not right is an error also where something stronger replaces it. The combination is
  /// not judged: call ``CommandArguments/validate()``.
  ///
  /// - Parameters:
  ///   - arguments: The arguments.
  ///   - environment: The value of an environment variable, or nil.
  ///   - file: The contents of the configuration file, if there is one.
  /// - Returns: The values and who gave them, or nil when help was asked for.
  /// - Throws: ``UsageError``, which names the place, the value and what is allowed.
  public func read(
    _ arguments: [String], environment: (String) -> String? = { _ in nil }, file: SettingsFile? = nil
  ) throws(UsageError) -> Reading<Owner>? {
    var reading = Reading(values: Owner())
    // Whoever asks for help gets it, whatever the environment holds.
    guard try apply(arguments, to: &reading) else { return nil }
    reading = Reading(values: Owner())
    if let file { try apply(file, to: &reading) }
    try apply(environment, to: &reading)
    _ = try apply(arguments, to: &reading)
    return reading
  }

  // MARK: File

  private func apply(_ file: SettingsFile, to reading: inout Reading<Owner>) throws(UsageError) {
    for entry in file.entries {
      let option = try option(keyed: entry.key, in: file)
      let label = "\(entry.key) in \(file.path)"
      let allowed = option.value?.allowed ?? Switch.allowed
      guard let texts = entry.texts, texts.count == 1 || option.value?.isRepeated == true else {
        throw .badValue(option: label, value: masked(entry.spelling, option), allowed: allowed)
      }
      option.reset(&reading.values)
      for text in texts {
        guard (option.value == nil ? option.switching : option.apply)(&reading.values, text) else {
          throw .badValue(option: label, value: masked(text, option), allowed: allowed)
        }
      }
      reading.sources[option.name] = .file(file.path)
    }
  }

  private func option(keyed key: String, in file: SettingsFile) throws(UsageError) -> Option<Owner> {
    let settings = options.filter { $0.places != .exceptFile }
    guard let option = settings.first(where: { $0.name == SettingsFile.name(key) }) else {
      let suggestion = Suggestion.closest(to: SettingsFile.name(key), among: settings.map(\.name))
      throw .unknownKey(key, file: file.path, suggestion: suggestion)
    }
    return option
  }

  // MARK: Environment

  private func apply(_ environment: (String) -> String?, to reading: inout Reading<Owner>) throws(UsageError) {
    for option in options {
      var isSet = false
      for variable in option.variables {
        guard let text = environment(variable.name), !text.isEmpty else { continue }
        // The first that is set wins; the others must be right nevertheless.
        var values = isSet ? Owner() : reading.values
        option.reset(&values)
        guard variable.apply(&values, text) else {
          throw .badValue(option: variable.name, value: masked(text, option), allowed: variable.allowed)
        }
        guard !isSet else { continue }
        isSet = true
        reading.values = values
        reading.sources[option.name] = .variable(variable.name)
      }
    }
  }

  // MARK: Arguments

  /// Applies the arguments; false when help was asked for.
  private func apply(_ arguments: [String], to reading: inout Reading<Owner>) throws(UsageError) -> Bool {
    var reader = ArgumentReader(arguments)
    var remaining = operands[...]
    while let argument = reader.next() {
      switch argument {
      case .operand(let text):
        guard let operand = remaining.popFirst() else { throw .unexpectedOperand(text) }
        guard operand.apply(&reading.values, text) else {
          throw .badValue(option: operand.name, value: text, allowed: operand.allowed)
        }
      case .long("help", value: nil), .short("h"): return false
      case .long(let name, let value): try apply(option(named: name), value, &reader, to: &reading)
      case .short(let letter): try apply(option(aliased: letter), nil, &reader, to: &reading)
      }
    }
    if let missing = remaining.first, !missing.isOptional {
      throw .missingOperand(missing.name, allowed: missing.allowed)
    }
    return true
  }

  private func option(named name: String) throws(UsageError) -> Option<Owner> {
    guard let option = options.first(where: { $0.name == name }) else {
      let flags = options.filter { $0.places != .exceptFlag }.map(\.name)
      let suggestion = Suggestion.closest(to: name, among: flags + ["help"])
      throw .unknownOption("--\(name)", suggestion: suggestion.map { "--\($0)" })
    }
    if option.places == .exceptFlag {
      throw .notAsFlag("--\(name)", variables: option.variables.map(\.name))
    }
    return option
  }

  private func option(aliased letter: Character) throws(UsageError) -> Option<Owner> {
    guard let option = options.first(where: { $0.alias == letter }) else {
      throw .unknownOption("-\(letter)", suggestion: nil)
    }
    return option
  }

  private func apply(
    _ option: Option<Owner>, _ attached: String?, _ reader: inout ArgumentReader, to reading: inout Reading<Owner>
  ) throws(UsageError) {
    let name = "--\(option.name)"
    // The first of several replaces what weaker places gave.
    if reading.sources[option.name] != .flag { option.reset(&reading.values) }
    reading.sources[option.name] = .flag
    guard let value = option.value else {
      if let attached { throw .unexpectedValue(option: name, value: attached) }
      _ = option.apply(&reading.values, "")
      return
    }
    guard let text = attached ?? reader.value() else { throw .missingValue(option: name, allowed: value.allowed) }
    guard option.apply(&reading.values, text) else {
      throw .badValue(option: name, value: masked(text, option), allowed: value.allowed)
    }
  }

  private func masked(_ text: String, _ option: Option<Owner>) -> String {
    option.mask.map { $0(text) } ?? text
  }
}
