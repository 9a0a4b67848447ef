public import TautJSON

/// A short message to the user that goes away by itself or by a click.
public struct Toast: Sendable, Hashable {
  /// How bad it is.
  public enum Severity: Int, Sendable, Hashable, Comparable, CaseIterable {
    /// Good to know.
    case info
    /// Something is well again.
    case success
    /// Something is not well, and is being dealt with.
    case warning
    /// Something failed, and stays so until somebody does something.
    case error

    /// Compares how bad two are.
    public static func < (left: Severity, right: Severity) -> Bool { left.rawValue < right.rawValue }

    /// The name in JSON: `info`, `success`, `warning`, `error`.
    public var name: String {
      switch self {
      case .info: "info"
      case .success: "success"
      case .warning: "warning"
      case .error: "error"
      }
    }
  }

  /// What a click on the toast's button does.
  public enum Action: String, Sendable, Hashable, CaseIterable {
    /// Connects at once.
    case retry
    /// Asks the user to sign in again.
    case signIn = "sign_in"
  }

  /// The number of the toast, for ``Notifications/dismiss(_:at:)``.
  public var id: Int
  /// What it says.
  public var notice: Notice
  /// How often it was said.
  public var count = 1
  /// When it was said last.
  public var time: ContinuousClock.Instant
  /// When it goes away by itself; nil when it stays.
  public var end: ContinuousClock.Instant?

  /// Writes the toast as an object; what there is not is `null`.
  public func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("id", id)
    json.member("severity", notice.severity.name)
    json.member("text", notice.text)
    json.member("suggestion", notice.suggestion)
    json.member("action", notice.action?.rawValue)
    json.member("count", count)
    json.endObject()
  }
}
