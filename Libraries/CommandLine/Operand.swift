/// An argument that is known by its place.
public struct Operand<Owner: Sendable>: Sendable {
  /// The placeholder.
  public var name: String
  /// What is allowed, as a phrase.
  public var allowed: String
  /// What it is, in a phrase.
  public var summary: String
  /// Whether the command can do without it.
  public var isOptional: Bool
  /// Puts the value into the command, or refuses it with false.
  public var apply: @Sendable (inout Owner, String) -> Bool

  /// Makes an operand from its parts.
  public init(
    name: String, allowed: String, summary: String, isOptional: Bool,
    apply: @escaping @Sendable (inout Owner, String) -> Bool
  ) {
    self.name = name
    self.allowed = allowed
    self.summary = summary
    self.isOptional = isOptional
    self.apply = apply
  }

  /// An operand that must be there.
  public static func required<Value>(
    _ form: ValueForm<Value>, _ property: Property<Owner, Value>, _ summary: String
  ) -> Self {
    Operand(name: form.name, allowed: form.allowed, summary: summary, isOptional: false) { owner, text in
      guard let value = form.read(text) else { return false }
      owner[keyPath: property] = value
      return true
    }
  }

  /// An operand that may be left out.
  public static func optional<Value>(
    _ form: ValueForm<Value>, _ property: Property<Owner, Value?>, _ summary: String
  ) -> Self {
    Operand(name: form.name, allowed: form.allowed, summary: summary, isOptional: true) { owner, text in
      guard let value = form.read(text) else { return false }
      owner[keyPath: property] = value
      return true
    }
  }
}
