/// One field of a head.
public struct HeadField: Sendable, Hashable {
  /// The name as it was sent; names are compared without regard to case.
  public let name: String
  /// The value without the blanks around it.
  public let value: String
}
