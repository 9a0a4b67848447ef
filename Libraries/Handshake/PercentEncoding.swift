internal import TautBytes

/// Percent-encoding (RFC 3986, 2.1).
extension [UInt8] {
  /// Whether each percent sign in `range` is followed by two hexadecimal digits.
  func isPercentEncoded(in range: Range<Int>) -> Bool {
    var position = range.lowerBound
    while let sign = firstIndex(of: .percent, in: position..<range.upperBound) {
      guard sign + 2 < range.upperBound, decodedPercent(at: sign) != nil else { return false }
      position = sign + 3
    }
    return true
  }

  /// The text of `range` without percent-encoding, or nil where that is not UTF-8.
  ///
  /// In a query a plus is a space, as HTML forms write it; in a path it is a plus.
  func percentDecoded(_ range: Range<Int>, plusIsSpace: Bool) -> String? {
    guard firstIndexOfEncoding(in: range, plusIsSpace: plusIsSpace) != nil else { return text(range) }
    var decoded: [UInt8] = []
    decoded.reserveCapacity(range.count)
    var position = range.lowerBound
    while position < range.upperBound {
      let byte = self[position]
      if byte == .percent, position + 2 < range.upperBound, let value = decodedPercent(at: position) {
        decoded.append(value)
        position += 3
      } else {
        decoded.append(plusIsSpace && byte == UInt8(ascii: "+") ? .space : byte)
        position += 1
      }
    }
    return String(validating: decoded, as: UTF8.self)
  }

  /// Where something stands that does not stand for itself; mostly nowhere.
  private func firstIndexOfEncoding(in range: Range<Int>, plusIsSpace: Bool) -> Int? {
    let bytes = self.span
    for position in range
    where bytes[position] == .percent || (plusIsSpace && bytes[position] == UInt8(ascii: "+")) { return position }
    return nil
  }

  /// The byte that the two digits after the percent sign at `position` stand for.
  private func decodedPercent(at position: Int) -> UInt8? {
    guard let high = self[position + 1].hexDigitValue, let low = self[position + 2].hexDigitValue
    else { return nil }
    return high << 4 | low
  }
}
