/// The JSON body of a refusal: `{"error": "…"}`.
public enum JSONSentence {
  /// The body for one sentence, escaped as RFC 8259 asks.
  public static func error(_ sentence: String) -> [UInt8] {
    var bytes = Array(#"{"error":""#.utf8)
    for byte in sentence.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
      case 0..<0x20: bytes += Array("\\u00".utf8) + [hexDigit(byte >> 4), hexDigit(byte & 15)]
      default: bytes.append(byte)
      }
    }
    return bytes + Array("\"}\n".utf8)
  }

  private static func hexDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
  }
}
