internal import CTautTerminal

/// The token of a command: the operand itself, or the first line of standard input for `-`.
enum TokenInput {
  /// The most bytes that are read; the largest token is smaller.
  private static let limit = 65_536

  static func text(_ operand: String) -> String {
    guard operand == "-" else { return operand }
    var bytes: [UInt8] = []
    while bytes.count < limit {
      let byte = taut_input_byte()
      if byte < 0 || byte == 0x0A { break }
      if byte != 0x0D { bytes.append(UInt8(byte)) }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
