/// What the help and the errors say about the value of an option.
public struct OptionValue: Sendable, Hashable {
  /// The placeholder.
  public var name: String
  /// What is allowed, as a phrase.
  public var allowed: String
  /// The value without the option, if there is one.
  public var standard: String?
  /// Whether the option may be given several times.
  public var isRepeated = false

  /// Makes a value from its parts.
  public init(name: String, allowed: String, standard: String? = nil, isRepeated: Bool = false) {
    self.name = name
    self.allowed = allowed
    self.standard = standard
    self.isRepeated = isRepeated
  }
}
