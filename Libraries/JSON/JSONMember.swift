/// One member of an object: where its name and its value stand.
@frozen
public struct JSONMember: Sendable, Hashable {
  /// The name, a string.
  public let name: JSONSlice

  /// The value.
  public let value: JSONSlice

  @inlinable
  init(name: JSONSlice, value: JSONSlice) {
    self.name = name
    self.value = value
  }
}
