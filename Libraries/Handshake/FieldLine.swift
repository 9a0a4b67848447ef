internal import TautBytes

/// Where a field's name and value stand in the bytes of a head.
struct FieldLine: Sendable {
  private let nameStart: UInt32
  private let nameEnd: UInt32
  private let valueStart: UInt32
  private let valueEnd: UInt32

  var name: Range<Int> { Int(nameStart)..<Int(nameEnd) }
  var value: Range<Int> { Int(valueStart)..<Int(valueEnd) }

  /// Parses one line, strictly (RFC 9112, 5).
  init(_ bytes: [UInt8], in line: Range<Int>) throws(HeadError) {
    let colon = try Self.endOfName(bytes, in: line)
    let value = bytes.trimmed(colon + 1..<line.upperBound)
    nameStart = UInt32(line.lowerBound)
    nameEnd = UInt32(colon)
    valueStart = UInt32(value.lowerBound)
    valueEnd = UInt32(value.upperBound)
  }

  private static func endOfName(_ bytes: [UInt8], in line: Range<Int>) throws(HeadError) -> Int {
    guard !bytes[line.lowerBound].isBlank else { throw .obsoleteFolding }
    guard let end = bytes.firstIndexOfNonToken(in: line) else { throw .missingColon }
    switch bytes[end] {
    case .colon where end == line.lowerBound: throw .emptyFieldName
    case .colon: return end
    // RFC 9112, 5.1: such blanks have led to request smuggling, so the request must be refused.
    case .space, .tab: throw .blankBeforeColon
    case let byte: throw .invalidFieldNameByte(byte)
    }
  }

  /// Whether the name in `bytes` is `name`, whatever its case (RFC 9110, 5.1).
  func isNamed(_ name: RawSpan, in bytes: borrowing Span<UInt8>) -> Bool {
    guard Int(nameEnd - nameStart) == name.byteCount else { return false }
    let start = Int(nameStart)
    for offset in name.byteOffsets where bytes[start + offset].lowercasedASCII != name[offset].lowercasedASCII {
      return false
    }
    return true
  }
}
