/// What is wrong with a command line.
enum UsageError: Error, Sendable, Hashable {
  /// No command has this name.
  case unknownCommand(String, suggestion: String?)
  /// The command has no such option.
  case unknownOption(String, suggestion: String?)
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
}

extension UsageError: CustomStringConvertible {
  var description: String {
    switch self {
    case .unknownCommand(let name, let suggestion):
      "unknown command '\(name)'\(Self.hint(suggestion))"
    case .unknownOption(let name, let suggestion):
      "unknown option \(name)\(Self.hint(suggestion))"
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
    }
  }

  private static func hint(_ suggestion: String?) -> String {
    suggestion.map { "; did you mean \($0)?" } ?? ""
  }
}
