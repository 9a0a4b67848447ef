internal import TautBytes

/// Base64 with padding (RFC 4648, 4).
extension Sequence<UInt8> {
  var base64: String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    var text: [UInt8] = []
    var bits = 0
    var pending = 0
    for byte in self {
      bits = bits << 8 | Int(byte)
      pending += 8
      while pending >= 6 {
        pending -= 6
        text.append(alphabet[bits >> pending & 63])
      }
      bits &= 63
    }
    if pending > 0 { text.append(alphabet[bits << (6 - pending) & 63]) }
    while !text.count.isMultiple(of: 4) { text.append(UInt8(ascii: "=")) }
    return String(decoding: text, as: UTF8.self)
  }
}

extension UInt8 {
  /// Whether this is a digit of Base64.
  var isBase64: Bool { isLetter || isASCIIDigit || self == UInt8(ascii: "+") || self == .slash }
}
