internal import FoundationEssentials
internal import TautAuth

/// What the process finds around it.
enum Environment {
  /// The value of an environment variable, or nil.
  static func variable(_ name: String) -> String? {
    ProcessInfo.processInfo.environment[name]
  }

  /// The wall clock.
  static var now: NumericDate { NumericDate(milliseconds: milliseconds) }

  /// The wall clock in milliseconds since 1970.
  static var milliseconds: Int64 { Int64(Date().timeIntervalSince1970 * 1000) }
}
