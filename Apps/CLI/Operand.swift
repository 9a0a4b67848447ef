/// An argument that is known by its place.
struct Operand<Owner: Sendable>: Sendable {
  /// The placeholder.
  var name: String
  /// What is allowed, as a phrase.
  var allowed: String
  /// What it is, in a phrase.
  var summary: String
  /// Whether the command can do without it.
  var isOptional: Bool
  /// Puts the value into the command, or refuses it with false.
  var apply: @Sendable (inout Owner, String) -> Bool

  /// An operand that must be there.
  static func required<Value>(
    _ form: ValueForm<Value>, _ property: Property<Owner, Value>, _ summary: String
  ) -> Self {
    Operand(name: form.name, allowed: form.allowed, summary: summary, isOptional: false) { owner, text in
      guard let value = form.read(text) else { return false }
      owner[keyPath: property] = value
      return true
    }
  }

  /// An operand that may be left out.
  static func optional<Value>(
    _ form: ValueForm<Value>, _ property: Property<Owner, Value?>, _ summary: String
  ) -> Self {
    Operand(name: form.name, allowed: form.allowed, summary: summary, isOptional: true) { owner, text in
      guard let value = form.read(text) else { return false }
      owner[keyPath: property] = value
      return true
    }
  }
}
