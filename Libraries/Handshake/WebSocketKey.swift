/// The nonce of an opening handshake, as Base64 (RFC 6455, 4.1).
public struct WebSocketKey: Sendable, Hashable {
  /// The 24 characters that stand in `Sec-WebSocket-Key`.
  public let text: String

  /// A client's key of 16 random bytes.
  public init(random bytes: [UInt8]) {
    precondition(bytes.count == 16, "a key has 16 bytes")
    text = bytes.base64
  }

  /// A key that a client sent, or nil where it does not stand for exactly 16 bytes.
  ///
  /// The last character carries two bits of the key, and its other four need not be zero: the example in RFC 6455, 4.1 has
  /// `AQIDBAUGBwgJCgsMDQ4PEC==`.
  public init?(_ text: String) {
    let digits = text.utf8
    guard digits.count == 24, digits.dropLast(2).allSatisfy({ $0.isBase64 }), text.hasSuffix("==") else { return nil }
    self.text = text
  }

  /// The bytes whose SHA-1, in Base64, is `Sec-WebSocket-Accept` (RFC 6455, 4.2.2).
  public var acceptInput: [UInt8] {
    Array(text.utf8) + Array("258EAFA5-E914-47DA-95CA-C5AB0DC85B11".utf8)
  }
}
