import TautJSON

extension JSONWriter {
  /// Writes a member whose value is a string or `null`.
  mutating func member(_ name: StaticString, _ text: String?) {
    self.name(name)
    if let text { string(text) } else { null() }
  }

  /// Writes a member whose value is a number or `null`.
  mutating func member(_ name: StaticString, _ number: Int64?) {
    self.name(name)
    if let number { self.number(number) } else { null() }
  }
}
