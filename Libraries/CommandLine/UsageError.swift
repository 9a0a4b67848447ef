/// What is wrong with a command line, an environment or a configuration file.
public enum UsageError: Error, Sendable, Hashable {
  /// No command has this name.
  case unknownCommand(String, suggestion: String?)
  /// The command has no such option.
  case unknownOption(String, suggestion: String?)
  /// The option is no setting of the file.
  case unknownKey(String, file: String, suggestion: String?)
  /// The option may not stand where every process of the machine can read it.
  case notAsFlag(String, variables: [String])
  /// The option stands at the end and its value is missing.
  case missingValue(option: String, allowed: String)
  /// The value is none that the option takes.
  case badValue(option: String, value: String, allowed: String)
  /// A flag was given a value.
  case unexpectedValue(option: String, value: String)
  /// An operand is missing.
  case missingOperand(String, allowed: String)
  /// One operand too many.
  case unexpectedOperand(String)
  /// Two options exclude each other.
  case conflict(String, String)
  /// The configuration file cannot be used.
  case badFile(String, reason: String)
}

extension UsageError: CustomStringConvertible {
  /// One line: the option, variable or key, the value, and what is allowed.
  public var description: String {
    switch self {
    case .unknownCommand(let name, let suggestion):
      "unknown command '\(name)'\(Self.hint(suggestion))"
    case .unknownOption(let name, let suggestion):
      "unknown option \(name)\(Self.hint(suggestion))"
    case .unknownKey(let key, let file, let suggestion):
      "unknown key '\(key)' in \(file)\(Self.hint(suggestion))"
    case .notAsFlag(let name, let variables):
      "\(name) is not taken from the command line, which others can read: set \(variables.joined(separator: " or "))"
    case .missingValue(let option, let allowed):
      "\(option) needs a value: \(allowed)"
    case .badValue(let option, let value, let allowed):
      "\(option) is '\(value)', but must be \(allowed)"
    case .unexpectedValue(let option, let value):
      "\(option) takes no value, but was given '\(value)'"
    case .missingOperand(let name, let allowed):
      "\(name) is missing: \(allowed)"
    case .unexpectedOperand(let text):
      "unexpected argument '\(text)'"
    case .conflict(let one, let other):
      "\(one) and \(other) exclude each other"
    case .badFile(let path, let reason):
      "the configuration file \(path) cannot be used: \(reason)"
    }
  }

  private static func hint(_ suggestion: String?) -> String {
    suggestion.map { "; did you mean \($0)?" } ?? ""
  }
}
