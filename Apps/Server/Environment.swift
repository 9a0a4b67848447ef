import FoundationEssentials

/// What the process finds around it.
enum Environment {
  static func variable(_ name: String) -> String? {
    ProcessInfo.processInfo.environment[name]
  }

  /// The cores that the process may use.
  static var cores: Int { ProcessInfo.processInfo.activeProcessorCount }
}
