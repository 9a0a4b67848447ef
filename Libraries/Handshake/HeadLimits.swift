/// How large a head may be.
///
/// A head that reaches a limit is refused before more of it is kept, so a peer that never ends its head costs at most
/// ``maximumBytes`` of memory.
public struct HeadLimits: Sendable, Hashable {
  /// The largest value of ``maximumBytes``.
  public static let hardMaximumBytes = 65_536

  /// The largest head in bytes, with its empty last line.
  ///
  /// Default: 16,384 bytes, which is what browsers, proxies and other servers agree on. Values are held between 64 and
  /// ``hardMaximumBytes``.
  public var maximumBytes = 16_384 {
    didSet { maximumBytes = min(max(maximumBytes, 64), Self.hardMaximumBytes) }
  }

  /// The largest number of field lines.
  ///
  /// Default: 100.
  public var maximumFields = 100

  /// The defaults.
  public init() {}
}
