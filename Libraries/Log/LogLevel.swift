/// How much a record matters, the least first.
public enum LogLevel: String, Sendable, Hashable, CaseIterable, Comparable {
  /// What helps to find a fault: single requests and connections.
  case debug
  /// What an operator wants to see of a healthy program.
  case info
  /// Something is not as it should be, and the program goes on.
  case warning
  /// Something failed that the program was asked for.
  case error

  /// Whether the first matters less.
  public static func < (one: LogLevel, other: LogLevel) -> Bool { one.rank < other.rank }

  private var rank: Int {
    switch self {
    case .debug: 0
    case .info: 1
    case .warning: 2
    case .error: 3
    }
  }
}
