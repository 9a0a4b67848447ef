/// Where a category's state stands: how many of its updates are in it.
///
/// Offsets count within an epoch and rise with every update; some may be missing where a subscription has filters.
/// Offsets of two epochs cannot be compared.
public struct StatePosition: Sendable, Hashable {
  /// The life of the server's history that the offset counts in.
  public var epoch: String
  /// The number of the last update that is in the state.
  public var offset: UInt64

  /// Makes a position.
  public init(epoch: String, offset: UInt64) {
    self.epoch = epoch
    self.offset = offset
  }
}
