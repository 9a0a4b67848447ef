/// What a toast says.
///
/// The usual ones are made by the functions below; an application makes its own with the initialiser.
public struct Notice: Sendable, Hashable {
  /// What it is about: of notices with the same topic only the latest is shown.
  public var topic: String
  /// How bad it is.
  public var severity: Toast.Severity
  /// The text.
  public var text: String
  /// What the user can do.
  public var suggestion: String?
  /// What a click does.
  public var action: Toast.Action?
  /// How long it is shown; nil until it is dismissed or resolved.
  public var lifetime: Duration?

  /// How long a notice is to be shown.
  public enum Lifetime: Sendable, Hashable {
    /// As long as its severity deserves: 4 seconds, a warning 8, an error until it is dismissed.
    case usual
    /// Until it is dismissed or resolved.
    case untilResolved
    /// So long.
    case fixed(Duration)
  }

  /// Makes a notice.
  ///
  /// - Parameters:
  ///   - topic: What it is about; the text where nothing is given.
  ///   - severity: How bad it is.
  ///   - text: The text.
  ///   - suggestion: What the user can do.
  ///   - action: What a click does.
  ///   - lifetime: How long it is shown.
  public init(
    topic: String? = nil, _ severity: Toast.Severity, _ text: String, suggestion: String? = nil,
    action: Toast.Action? = nil, lifetime: Lifetime = .usual
  ) {
    self.topic = topic ?? text
    self.severity = severity
    self.text = text
    self.suggestion = suggestion
    self.action = action
    self.lifetime = Self.duration(of: lifetime, for: severity)
  }

  private static func duration(of lifetime: Lifetime, for severity: Toast.Severity) -> Duration? {
    switch (lifetime, severity) {
    case (.fixed(let duration), _): duration
    case (.untilResolved, _), (.usual, .error): nil
    case (.usual, .info), (.usual, .success): .seconds(4)
    case (.usual, .warning): .seconds(8)
    }
  }
}
