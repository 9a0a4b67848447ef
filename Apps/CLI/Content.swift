/// What a message carries.
enum Content: Sendable, Hashable {
  /// Text.
  case text(String)
  /// Bytes.
  case binary([UInt8])

  /// The number of bytes.
  var byteCount: Int {
    switch self {
    case .text(let text): text.utf8.count
    case .binary(let bytes): bytes.count
    }
  }
}
