/// Bytes for a reader: offset, hexadecimal digits, characters.
enum HexDump {
  /// The most bytes that are shown.
  static let limit = 512

  /// The dump of `bytes`, sixteen to a line.
  static func text(_ bytes: [UInt8]) -> String {
    let shown = min(bytes.count, limit)
    var lines = stride(from: 0, to: shown, by: 16).map { line(bytes[$0..<min($0 + 16, shown)], offset: $0) }
    if bytes.count > shown { lines.append("… \(bytes.count - shown) more bytes") }
    return lines.joined(separator: "\n")
  }

  private static func line(_ bytes: ArraySlice<UInt8>, offset: Int) -> String {
    let digits = bytes.map { hexadecimal($0, width: 2) }.joined(separator: " ")
    let characters = bytes.map { (0x20...0x7E).contains($0) ? String(Unicode.Scalar($0)) : "." }.joined()
    return "\(hexadecimal(offset, width: 4))  \(digits.padded(to: 47))  \(characters)"
  }

  private static func hexadecimal(_ value: some BinaryInteger, width: Int) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}
