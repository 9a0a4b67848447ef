/// An environment variable that sets an option as well.
public struct OptionVariable<Owner: Sendable>: Sendable {
  /// The name, such as `TAUTLINE_PORT`.
  public var name: String
  /// What is allowed, as a phrase.
  public var allowed: String
  /// The placeholder of its value where that is written otherwise than the option's, such as `MILLISECONDS`.
  public var form: String?
  /// Puts the value into the command, or refuses it with false.
  public var apply: @Sendable (inout Owner, String) -> Bool

  /// Makes a variable from its parts.
  public init(
    name: String, allowed: String, form: String? = nil, apply: @escaping @Sendable (inout Owner, String) -> Bool
  ) {
    self.name = name
    self.allowed = allowed
    self.form = form
    self.apply = apply
  }

  /// The name, and how its value is written where that needs saying.
  public var label: String {
    form.map { "\(name) in \($0)" } ?? name
  }
}
