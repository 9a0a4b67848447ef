import Glibc
import TautCommandLine
import TautLog

/// How `--log-format` says that the log is written.
enum LogStyle: String, CaseIterable, Sendable {
  /// For people on a terminal, JSON otherwise.
  case auto
  case human
  case json

  /// The format for standard error as it is.
  var format: LogFormat {
    let isTerminal = isatty(2) == 1
    let usesColor = isTerminal && (Environment.variable("NO_COLOR") ?? "").isEmpty
    return switch self {
    case .auto: isTerminal ? .human(usesColor: usesColor) : .json
    case .human: .human(usesColor: usesColor)
    case .json: .json
    }
  }
}

extension ValueForm where Value == LogStyle {
  /// One of the styles.
  static let logStyle = ValueForm(
    name: "FORMAT", allowed: "one of " + LogStyle.allCases.map(\.rawValue).joined(separator: ", "),
    read: { LogStyle(rawValue: $0) }, show: { $0.rawValue })
}

extension ValueForm where Value == LogLevel {
  /// One of the levels.
  static let logLevel = ValueForm(
    name: "LEVEL", allowed: "one of " + LogLevel.allCases.map(\.rawValue).joined(separator: ", "),
    read: { LogLevel(rawValue: $0) }, show: { $0.rawValue })
}

extension LogRecord {
  /// What is in effect, each setting with who said so.
  static func configuration(_ settings: [Setting]) -> LogRecord {
    LogRecord(
      .info, "configuration", "the configuration in effect",
      fields: settings.map { LogField($0.name, "\($0.value ?? "none") (\($0.source))") })
  }
}
