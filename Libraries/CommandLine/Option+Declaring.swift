extension Option where Owner: CommandArguments {
  /// An option without a value that makes a property true.
  public static func flag(
    _ name: String, alias: Character? = nil, _ property: Property<Owner, Bool>, _ summary: String
  ) -> Self {
    flag(name, alias: alias, property, to: true, summary)
  }

  /// An option without a value that sets a property to `value`.
  public static func flag<Value: Sendable & Equatable>(
    _ name: String, alias: Character? = nil, _ property: Property<Owner, Value>, to value: Value,
    _ summary: String
  ) -> Self {
    Option(
      name: name, alias: alias, value: nil, summary: summary,
      apply: { owner, _ in
        owner[keyPath: property] = value
        return true
      },
      reset: { $0[keyPath: property] = Owner()[keyPath: property] },
      show: { String($0[keyPath: property] == value) })
  }

  /// An option with a value and a default.
  public static func value<Value>(
    _ name: String, alias: Character? = nil, _ form: ValueForm<Value>,
    _ property: Property<Owner, Value>, _ summary: String
  ) -> Self {
    let standard = form.show(Owner()[keyPath: property])
    let value = OptionValue(name: form.name, allowed: form.allowed, standard: standard.isEmpty ? nil : standard)
    return Option(
      name: name, alias: alias, value: value, summary: summary,
      apply: { owner, text in
        guard let value = form.read(text) else { return false }
        owner[keyPath: property] = value
        return true
      },
      reset: { $0[keyPath: property] = Owner()[keyPath: property] },
      show: { form.show($0[keyPath: property]) })
  }

  /// An option with a value and perhaps a default.
  public static func value<Value>(
    _ name: String, alias: Character? = nil, _ form: ValueForm<Value>,
    _ property: Property<Owner, Value?>, _ summary: String
  ) -> Self {
    let standard = Owner()[keyPath: property].map(form.show)
    let value = OptionValue(name: form.name, allowed: form.allowed, standard: standard)
    return Option(
      name: name, alias: alias, value: value, summary: summary,
      apply: { owner, text in
        guard let value = form.read(text) else { return false }
        owner[keyPath: property] = value
        return true
      },
      reset: { $0[keyPath: property] = Owner()[keyPath: property] },
      show: { $0[keyPath: property].map(form.show) })
  }

  /// An option that may be given several times; the values stay in order.
  public static func repeated<Value>(
    _ name: String, alias: Character? = nil, _ form: ValueForm<Value>,
    _ property: Property<Owner, [Value]>, _ summary: String
  ) -> Self {
    several(name, alias, form, property, summary) { [$0] }
  }

  /// An option that may be given several times, and each time with several values between commas.
  public static func list<Value>(
    _ name: String, alias: Character? = nil, _ form: ValueForm<Value>,
    _ property: Property<Owner, [Value]>, _ summary: String
  ) -> Self {
    several(name, alias, form, property, summary) { text in
      text.split(separator: ",").map { String($0).trimmingBlanks() }
    }
  }

  private static func several<Value>(
    _ name: String, _ alias: Character?, _ form: ValueForm<Value>, _ property: Property<Owner, [Value]>,
    _ summary: String, _ parts: @escaping @Sendable (String) -> [String]
  ) -> Self {
    Option(
      name: name, alias: alias, value: OptionValue(name: form.name, allowed: form.allowed, isRepeated: true),
      summary: summary,
      apply: { owner, text in
        for part in parts(text) {
          guard let value = form.read(part) else { return false }
          owner[keyPath: property].append(value)
        }
        return true
      },
      reset: { $0[keyPath: property] = Owner()[keyPath: property] },
      show: { owner in
        let values = owner[keyPath: property]
        return values.isEmpty ? nil : values.map(form.show).joined(separator: ",")
      })
  }
}

extension String {
  /// The text without spaces and tabs at both ends.
  fileprivate func trimmingBlanks() -> String {
    let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
    guard let first = firstIndex(where: { !isBlank($0) }), let last = lastIndex(where: { !isBlank($0) }) else {
      return ""
    }
    return String(self[first...last])
  }
}
