/// What is wrong with the command line or the environment.
enum OptionError: Error, CustomStringConvertible {
  case unknown(String)
  case missingValue(name: String, allowed: String)
  case unexpectedValue(name: String, value: String)
  case badValue(name: String, value: String, allowed: String)
  case certificateWithoutKey
  case dataDirectory(String, reason: String)

  var description: String {
    switch self {
    case .unknown(let text): "unknown option '\(text)'"
    case .missingValue(let name, let allowed): "\(name) needs a value: \(allowed)"
    case .unexpectedValue(let name, let value): "\(name) takes no value, got '\(value)'"
    case .badValue(let name, let value, let allowed): "\(name) is '\(value)', allowed is \(allowed)"
    case .dataDirectory(let path, let reason): "--data-dir \(path) cannot be used: \(reason)"
    case .certificateWithoutKey: "--tls-cert and --tls-key go together: give both or neither"
    }
  }
}
