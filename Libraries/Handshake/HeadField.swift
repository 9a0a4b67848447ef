/// One field of a head.
public struct HeadField: Sendable, Hashable {
  /// The name as it was sent; names are compared without regard to case.
  public var name: String
  /// The value without the blanks around it.
  public var value: String

  /// A field of `name` and `value`.
  public init(name: String, value: String) {
    self.name = name
    self.value = value
  }
}
