/// A name that is not a literal, escaped, and its value in one call.
///
/// A literal takes the other, faster way.
extension JSONWriter {
  /// Writes a member whose value is a string.
  @_disfavoredOverload
  public mutating func member(_ name: String, _ value: String) {
    self.name(name)
    string(value)
  }

  /// Writes a member whose value is an integer.
  @_disfavoredOverload
  public mutating func member(_ name: String, _ value: some FixedWidthInteger & SignedInteger) {
    self.name(name)
    number(Int64(value))
  }

  /// Writes a member whose value is an integer.
  @_disfavoredOverload
  public mutating func member(_ name: String, _ value: some FixedWidthInteger & UnsignedInteger) {
    self.name(name)
    number(UInt64(value))
  }

  /// Writes a member whose value is a number.
  @_disfavoredOverload
  public mutating func member(_ name: String, _ value: Double) {
    self.name(name)
    number(value)
  }

  /// Writes a member whose value is `true` or `false`.
  @_disfavoredOverload
  public mutating func member(_ name: String, _ value: Bool) {
    self.name(name)
    boolean(value)
  }

  /// Writes a member whose value is passed on as it is spelled; `value` must be one valid value.
  @_disfavoredOverload
  public mutating func member(_ name: String, raw value: RawSpan) {
    self.name(name)
    raw(value)
  }

  /// Writes a member whose value is passed on as it is spelled; `value` must be one valid value.
  @_disfavoredOverload
  public mutating func member(_ name: String, raw value: [UInt8]) {
    self.name(name)
    raw(value)
  }
}
