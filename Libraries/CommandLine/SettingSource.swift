/// Where the value of an option comes from, the weakest first.
public enum SettingSource: Sendable, Hashable, CustomStringConvertible {
  /// Nobody gave it.
  case standard
  /// A configuration file, by its path.
  case file(String)
  /// An environment variable, by its name.
  case variable(String)
  /// The command line.
  case flag

  /// `default`, the path of the file, the name of the variable, or `flag`.
  public var description: String {
    switch self {
    case .standard: "default"
    case .file(let path): path
    case .variable(let name): name
    case .flag: "flag"
    }
  }
}
