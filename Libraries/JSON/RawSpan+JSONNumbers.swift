/// RFC 8259, section 6: numbers.
extension RawSpan {
  /// Reads the number that starts at `start` with a minus or a digit.
  @inline(__always)
  func endOfNumber(at start: Int) throws(JSONError) -> Int {
    let first = byte(at: start) == UInt8(ascii: "-") ? start &+ 1 : start
    let integer = try endOfDigits(at: first)
    // A leading zero stands alone.
    if byte(at: first) == UInt8(ascii: "0"), integer > first &+ 1 { throw JSONError(.invalidNumber, at: first &+ 1) }
    guard integer < byteCount else { return integer }
    let next = byte(at: integer)
    guard next == UInt8(ascii: ".") || next | 0x20 == UInt8(ascii: "e") else { return integer }
    return try endOfFraction(at: integer)
  }

  @inline(never)
  private func endOfFraction(at start: Int) throws(JSONError) -> Int {
    var position = start
    if byte(at: position) == UInt8(ascii: ".") { position = try endOfDigits(at: position &+ 1) }
    guard position < byteCount, byte(at: position) | 0x20 == UInt8(ascii: "e") else { return position }
    position &+= 1
    if position < byteCount, byte(at: position) == UInt8(ascii: "+") || byte(at: position) == UInt8(ascii: "-") {
      position &+= 1
    }
    return try endOfDigits(at: position)
  }

  /// Reads one digit or more.
  @inline(__always)
  private func endOfDigits(at start: Int) throws(JSONError) -> Int {
    var position = start
    while position < byteCount, byte(at: position) &- UInt8(ascii: "0") < 10 { position &+= 1 }
    guard position > start else {
      throw start < byteCount ? JSONError(.invalidNumber, at: start) : JSONError(.unexpectedEnd, at: byteCount)
    }
    return position
  }
}
