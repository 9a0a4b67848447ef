/// A name and its value in one call.
extension JSONWriter {
  /// Writes a member whose value is a string.
  public mutating func member(_ name: StaticString, _ value: String) {
    self.name(name)
    string(value)
  }

  /// Writes a member whose value is an integer.
  @inlinable
  public mutating func member(_ name: StaticString, _ value: some FixedWidthInteger & SignedInteger) {
    self.name(name)
    number(value)
  }

  /// Writes a member whose value is an integer.
  @inlinable
  public mutating func member(_ name: StaticString, _ value: some FixedWidthInteger & UnsignedInteger) {
    self.name(name)
    number(value)
  }

  /// Writes a member whose value is a number.
  public mutating func member(_ name: StaticString, _ value: Double) {
    self.name(name)
    number(value)
  }

  /// Writes a member whose value is `true` or `false`.
  public mutating func member(_ name: StaticString, _ value: Bool) {
    self.name(name)
    boolean(value)
  }

  /// Writes a member whose value is passed on as it is spelled; `value` must be one valid value.
  public mutating func member(_ name: StaticString, raw value: RawSpan) {
    self.name(name)
    raw(value)
  }

  /// Writes a member whose value is passed on as it is spelled; `value` must be one valid value.
  public mutating func member(_ name: StaticString, raw value: [UInt8]) {
    self.name(name)
    raw(value)
  }

  /// Writes a member whose value is a slice, passed on as it is spelled.
  public mutating func member(_ name: StaticString, _ slice: JSONSlice, of source: RawSpan) {
    self.name(name)
    raw(slice, of: source)
  }

  /// Passes a member on as it is spelled.
  public mutating func member(_ member: JSONMember, of source: RawSpan) {
    // The pointers do not leave the closures.
    let name = source.extracting(member.name.body)
    unsafe name.withUnsafeBytes { unsafe append($0, .name) }
    raw(member.value, of: source)
  }
}
