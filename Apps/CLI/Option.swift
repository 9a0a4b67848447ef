/// A property of a command that an option or operand sets.
typealias Property<Owner, Value> = any WritableKeyPath<Owner, Value> & Sendable

/// One option of a command: how it is written, what it takes, where its value goes and what it is for.
struct Option<Owner: Sendable>: Sendable {
  /// The long name, without its dashes.
  var name: String
  /// The letter that stands for the long name after a single dash.
  var alias: Character?
  /// What the option takes; nil for a flag.
  var value: OptionValue?
  /// What it is for, in a phrase.
  var summary: String
  /// Puts the value into the command, or refuses it with false.
  var apply: @Sendable (inout Owner, String) -> Bool
}

/// What the help and the errors say about the value of an option.
struct OptionValue: Sendable, Hashable {
  /// The placeholder.
  var name: String
  /// What is allowed, as a phrase.
  var allowed: String
  /// The value without the option, if there is one.
  var standard: String?
  /// Whether the option may be given several times.
  var isRepeated = false
}

extension Option where Owner: Command {
  /// An option without a value that makes a property true.
  static func flag(
    _ name: String, alias: Character? = nil, _ property: Property<Owner, Bool>, _ summary: String
  ) -> Self {
    flag(name, alias: alias, property, to: true, summary)
  }

  /// An option without a value that sets a property to `value`.
  static func flag<Value: Sendable>(
    _ name: String, alias: Character? = nil, _ property: Property<Owner, Value>, to value: Value,
    _ summary: String
  ) -> Self {
    Option(name: name, alias: alias, value: nil, summary: summary) { owner, _ in
      owner[keyPath: property] = value
      return true
    }
  }

  /// An option with a value and a default.
  static func value<Value>(
    _ name: String, alias: Character? = nil, _ form: ValueForm<Value>,
    _ property: Property<Owner, Value>, _ summary: String
  ) -> Self {
    let standard = form.show(Owner()[keyPath: property])
    let value = OptionValue(name: form.name, allowed: form.allowed, standard: standard.isEmpty ? nil : standard)
    return Option(name: name, alias: alias, value: value, summary: summary) { owner, text in
      guard let value = form.read(text) else { return false }
      owner[keyPath: property] = value
      return true
    }
  }

  /// An option with a value and perhaps a default.
  static func value<Value>(
    _ name: String, alias: Character? = nil, _ form: ValueForm<Value>,
    _ property: Property<Owner, Value?>, _ summary: String
  ) -> Self {
    let standard = Owner()[keyPath: property].map(form.show)
    let value = OptionValue(name: form.name, allowed: form.allowed, standard: standard)
    return Option(name: name, alias: alias, value: value, summary: summary) { owner, text in
      guard let value = form.read(text) else { return false }
      owner[keyPath: property] = value
      return true
    }
  }

  /// An option that may be given several times; the values stay in order.
  static func repeated<Value>(
    _ name: String, alias: Character? = nil, _ form: ValueForm<Value>,
    _ property: Property<Owner, [Value]>, _ summary: String
  ) -> Self {
    let value = OptionValue(name: form.name, allowed: form.allowed, isRepeated: true)
    return Option(name: name, alias: alias, value: value, summary: summary) { owner, text in
      guard let value = form.read(text) else { return false }
      owner[keyPath: property].append(value)
      return true
    }
  }
}
