/// One `name=value` of a query, decoded.
public struct QueryItem: Sendable, Hashable {
  /// The name.
  public var name: String
  /// The value; empty where there is none.
  public var value: String

  /// An item of `name` and `value`.
  public init(name: String, value: String) {
    self.name = name
    self.value = value
  }
}
