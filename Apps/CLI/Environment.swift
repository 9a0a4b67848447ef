internal import FoundationEssentials
internal import TautAuth

/// What the process finds around it.
enum Environment {
  /// The value of an environment variable, or nil.
  static func variable(_ name: String) -> String? {
    ProcessInfo.processInfo.environment[name]
  }

  /// The wall clock.
  static var now: NumericDate {
    NumericDate(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
  }
}
