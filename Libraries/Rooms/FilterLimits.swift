/// How large the filters of one subscription may be.
public struct FilterLimits: Sendable, Hashable {
  /// The most members of one object of a filter.
  ///
  /// Default: 16.
  public var fields = 16

  /// The most members of one list, be it of values or of filters.
  ///
  /// Default: 256.
  public var members = 256

  /// The most bytes of a field's name or of a text, without escapes.
  ///
  /// Default: 256.
  public var textLength = 256

  /// How deep filters may stand in `and`, `or` and `not`; the outermost one counts.
  ///
  /// Default: 8.
  public var depth = 8

  /// The most conditions of a filter, as it is written.
  ///
  /// Default: 256.
  public var conditions = 256

  /// The most alternatives that a filter may have once it is written as a list of conjunctions.
  ///
  /// Default: 64. `or` adds the alternatives of its filters, `and` and several members of one object multiply them.
  public var alternatives = 64

  /// The most values and bounds that the alternatives may hold together.
  ///
  /// Default: 4,096, which is what 16 lists of 256 members have.
  public var weight = 4_096

  /// The most steps for writing a filter as a list of conjunctions; each value counts, as often as it is looked at.
  ///
  /// Default: 65,536, some 20 ms: sixteen times what the largest result holds.
  public var steps = 65_536

  /// The default limits.
  public init() {}
}
