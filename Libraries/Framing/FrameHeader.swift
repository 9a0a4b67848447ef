/// What stands before a frame's payload (RFC 6455, section 5.2).
///
/// ```swift
/// var frame: [UInt8] = []
/// FrameHeader(.text, length: 5).append(to: &frame)  // 81 05
/// frame.append("Hello")
/// ```
@frozen
public struct FrameHeader: Sendable, Hashable {
  /// What the frame is.
  public var opcode: Opcode
  /// The length of the payload in bytes.
  public var length: Int
  /// Whether the frame is the last one of its message.
  ///
  /// Default: `true`.
  public var isFinal: Bool
  /// Whether RSV1 is set, which marks the first frame of a compressed message (RFC 7692).
  ///
  /// Default: `false`.
  public var isCompressed: Bool
  /// The key that the payload is masked with, or `nil` for a frame that a server sends.
  ///
  /// A client needs a fresh random key for each frame (RFC 6455, section 5.3). ``Masking`` applies it.
  public var maskingKey: UInt32?

  /// Creates a header.
  ///
  /// - Parameters:
  ///   - opcode: What the frame is.
  ///   - length: The length of the payload in bytes, at most 125 for a control frame.
  ///   - isFinal: Whether the frame is the last one of its message; always true for a control frame.
  ///   - isCompressed: Whether the frame is the first one of a compressed message.
  ///   - maskingKey: The key that the payload is masked with, for frames that a client sends.
  @inlinable
  public init(
    _ opcode: Opcode, length: Int, isFinal: Bool = true, isCompressed: Bool = false, maskingKey: UInt32? = nil
  ) {
    precondition(length >= 0)
    precondition(!opcode.isControl || (length <= 125 && isFinal && !isCompressed))
    self.opcode = opcode
    self.length = length
    self.isFinal = isFinal
    self.isCompressed = isCompressed
    self.maskingKey = maskingKey
  }

  /// The length of the longest header: two bytes, a 64-bit length and a key.
  public static let maxEncodedLength = 14

  /// How many bytes the header takes.
  @inlinable
  public var encodedLength: Int {
    2 + (length < 126 ? 0 : length < 65_536 ? 2 : 8) + (maskingKey == nil ? 0 : 4)
  }
}
