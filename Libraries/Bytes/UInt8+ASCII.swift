extension UInt8 {
  /// The byte, with an ASCII capital letter turned into its small one.
  @inlinable
  public var lowercasedASCII: UInt8 {
    // A capital letter is less than 26 above "A"; the subtraction wraps for everything below.
    self &- 0x41 < 26 ? self | 0x20 : self
  }

  /// Whether the byte is one of the digits 0 to 9.
  @inlinable
  public var isASCIIDigit: Bool { self &- 0x30 < 10 }

  /// The value of a hexadecimal digit in either case, or `nil`.
  @inlinable
  public var hexDigitValue: UInt8? {
    if isASCIIDigit { return self &- 0x30 }
    let letter = lowercasedASCII &- 0x61
    return letter < 6 ? letter &+ 10 : nil
  }
}
