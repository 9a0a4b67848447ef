/// A part of the state that has its own room, snapshot and checksum (S0's `registerStateCategory`).
public struct StateCategory: Sendable {
  /// The name: `props`, `odds`, `games`.
  public var name: String

  /// What happens on conflicts; nil for what the configuration says.
  public var conflictResolution: ConflictPolicy?

  /// Sums up the items, which come in the order of their ids; the server must do the same.
  ///
  /// Default: ``StateChecksum``.
  public var checksum: @Sendable ([StateItem]) -> String

  /// Makes a category.
  public init(
    _ name: String, conflictResolution: ConflictPolicy? = nil,
    checksum: @escaping @Sendable ([StateItem]) -> String = { StateChecksum($0).description }
  ) {
    self.name = name
    self.conflictResolution = conflictResolution
    self.checksum = checksum
  }
}
