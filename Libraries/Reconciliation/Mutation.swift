public import TautJSON

/// A change that the client made before the server knows of it.
public struct Mutation: Sendable, Hashable, Identifiable {
  /// The number by which a server recognises it when it comes twice.
  public var id: UInt64
  /// The item.
  public var item: String
  /// Its content from now on; nil removes it.
  public var value: JSONValue?
  /// The version of the item that the change was made on; 0 when there was none.
  public var baseVersion: UInt64
  /// When the change was made, in milliseconds since 1970.
  public var modified: Int64
  /// The number of the change that was merged into this one, or its own.
  public var origin: UInt64

  /// Makes a mutation that no other was merged into.
  public init(id: UInt64, item: String, value: JSONValue?, baseVersion: UInt64, modified: Int64) {
    origin = id
    self.id = id
    self.item = item
    self.value = value
    self.baseVersion = baseVersion
    self.modified = modified
  }
}
