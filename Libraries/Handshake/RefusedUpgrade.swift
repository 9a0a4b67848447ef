internal import TautBytes

/// A server's answer that is not the upgrade that was asked for.
public struct RefusedUpgrade: Sendable, Hashable {
  /// The status.
  public let status: Status
  /// The words that the server put beside the code.
  public let reason: String
  /// The fields, such as Location and WWW-Authenticate.
  public let fields: [HeadField]
  /// The beginning of the body, at most ``ClientUpgrade/refusalBodyLimit`` bytes.
  public let body: [UInt8]

  /// Where the server wants the client to go instead.
  public var location: String? { value(of: "location") }

  /// How long the server wants the client to wait, where it says so in seconds.
  ///
  /// Retry-After may also be a date (RFC 9110, 10.2.3), which means nothing without a clock: see ``fields``.
  public var retryAfter: Duration? {
    guard let text = value(of: "retry-after"), (1...9).contains(text.utf8.count),
      text.utf8.allSatisfy({ $0.isASCIIDigit })
    else { return nil }
    return Int(text).map { .seconds($0) }
  }

  private func value(of name: String) -> String? {
    fields.first { $0.name.lowercased() == name }?.value
  }
}
