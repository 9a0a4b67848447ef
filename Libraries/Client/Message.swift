/// A message of a WebSocket.
public enum Message: Sendable, Hashable {
  /// Valid UTF-8.
  case text(String)
  /// Any bytes.
  case binary([UInt8])

  /// The size of the payload in bytes.
  public var count: Int {
    switch self {
    case .text(let text): text.utf8.count
    case .binary(let bytes): bytes.count
    }
  }
}
