/// How large the filters of one subscription may be.
public struct FilterLimits: Sendable, Hashable {
  /// The most fields.
  ///
  /// Default: 16.
  public var fields = 16

  /// The most members of one list.
  ///
  /// Default: 256.
  public var members = 256

  /// The most bytes of a field's name or of a text, without escapes.
  ///
  /// Default: 256.
  public var textLength = 256

  /// The default limits.
  public init() {}
}
