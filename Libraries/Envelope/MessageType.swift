/// The name that says what a message is, such as `subscribe` or `odds_update`.
///
/// The constants are all names of the five dialects. Any other name is a type too: an application's own messages pass
/// through unchanged.
public struct MessageType: RawRepresentable, Sendable, Hashable, ExpressibleByStringLiteral, CustomStringConvertible {
  /// The name as it stands in the message.
  public var rawValue: String

  /// Makes a type from its name.
  @inlinable
  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// Makes a type from its name.
  @inlinable
  public init(_ name: String) {
    rawValue = name
  }

  /// Makes a type from its name.
  @inlinable
  public init(stringLiteral name: String) {
    rawValue = name
  }

  /// The name.
  public var description: String { rawValue }
}
