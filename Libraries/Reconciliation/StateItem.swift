public import TautJSON

/// One item of a category's state.
public struct StateItem: Sendable, Hashable {
  /// What tells it from the other items of its category.
  public var id: String
  /// Its content.
  public var value: JSONValue
  /// How often it was changed, as its server counts; 0 where nobody counts.
  public var version: UInt64
  /// When it was changed last, in milliseconds since 1970; 0 where nobody knows.
  public var modified: Int64

  /// Makes an item.
  public init(id: String, value: JSONValue, version: UInt64 = 0, modified: Int64 = 0) {
    self.id = id
    self.value = value
    self.version = version
    self.modified = modified
  }
}

/// A change of one item, as the server published it.
public struct StateUpdate: Sendable, Hashable {
  /// The item.
  public var id: String
  /// Its content from now on; nil when it was removed.
  public var value: JSONValue?
  /// Its version with this change.
  public var version: UInt64
  /// When it was changed, in milliseconds since 1970.
  public var modified: Int64
  /// Where the state stands with this change.
  public var position: StatePosition
  /// The client's own mutation that this change is, where the server tells.
  public var mutation: UInt64?

  /// Makes a change.
  public init(
    id: String, value: JSONValue?, version: UInt64 = 0, modified: Int64 = 0, position: StatePosition,
    mutation: UInt64? = nil
  ) {
    self.id = id
    self.value = value
    self.version = version
    self.modified = modified
    self.position = position
    self.mutation = mutation
  }
}

/// A change of one item, as the application is to show it.
public struct StateChange: Sendable, Hashable {
  /// The item.
  public var id: String
  /// Its content from now on; nil when it is gone.
  public var value: JSONValue?

  /// Makes a change.
  public init(id: String, value: JSONValue?) {
    self.id = id
    self.value = value
  }
}
