public import TautBytes

/// Turns bytes into frames and messages (RFC 6455, section 5), without input and output of its own.
///
/// A decoder works on the buffer that you read into. It unmasks and validates in place, and its events name ranges of that
/// buffer; nothing is copied or allocated. Call ``next(_:_:_:)`` until it returns `nil`, move what it left (never more than
/// ``maxUnconsumed`` bytes) to the front, and read on behind that.
///
/// ```swift
/// var decoder = FrameDecoder(role: .server)
/// while let event = try decoder.next(&bytes, &position, end) {
///   if case .message(.text, let range) = event { … }
/// }
/// ```
///
/// Data is given out as it arrives: a message that lies in the buffer as a whole, in one frame and uncompressed, is a
/// ``FrameEvent/message(_:_:)``, everything else comes in ``FrameEvent/part(_:)``s. Control frames are taken whole. Each rule
/// is enforced at the first byte that breaks it. After an error the decoder only repeats it.
@frozen
public struct FrameDecoder: Sendable {
  /// The most bytes that ``next(_:_:_:)`` leaves: a header and the payload of a control frame, less one byte.
  public static let maxUnconsumed = FrameHeader.maxEncodedLength + 125 - 1

  /// Which end of the connection reads: a server demands masked frames, a client unmasked ones.
  public let role: Role
  /// How much the peer may send at once.
  public let limits: FrameLimits
  /// Whether messages may be compressed, because the handshake agreed on it.
  public let allowsCompression: Bool

  /// Where in the stream of frames the decoder is.
  @usableFromInline var state = State.betweenMessages

  /// Creates a decoder for a connection whose handshake is complete.
  ///
  /// - Parameters:
  ///   - role: Which end of the connection we are.
  ///   - limits: How much the peer may send at once.
  ///   - allowsCompression: Whether the handshake agreed on permessage-deflate.
  @inlinable
  public init(role: Role, limits: FrameLimits = FrameLimits(), allowsCompression: Bool = false) {
    self.role = role
    self.limits = limits
    self.allowsCompression = allowsCompression
  }

  /// Takes the next event out of the buffer.
  ///
  /// - Parameters:
  ///   - bytes: The buffer. Payloads are unmasked in it.
  ///   - position: Where the bytes that have not been taken begin. It moves behind what the event took.
  ///   - end: Where the bytes that have arrived end.
  /// - Returns: The next event, or `nil` when more bytes are needed.
  /// - Throws: A ``FrameError`` at the first byte that breaks a rule.
  @inlinable
  public mutating func next(
    _ bytes: inout MutableRawSpan, _ position: inout Int, _ end: Int
  ) throws(FrameError) -> FrameEvent? {
    if position < end, let message = nextWhole(&bytes, &position, end) { return message }
    return try nextInGeneral(&bytes, &position, end)
  }

  /// The hot path: a short, whole, uncompressed message in one frame between messages.
  ///
  /// Everything else, errors too, is `nil` here and left to ``nextInGeneral(_:_:_:)``. One load of eight bytes holds the
  /// flags, the length and the key, in any frame of less than 64 KiB.
  @inlinable
  @inline(__always)
  mutating func nextWhole(_ bytes: inout MutableRawSpan, _ position: inout Int, _ end: Int) -> FrameEvent? {
    guard case .betweenMessages = state, end - position >= 8 else { return nil }
    let head = bytes.bigEndian(at: position, as: UInt64.self)
    // FIN and no reserved bit, with the opcode of a text (1) or a binary (2) message.
    guard head >> 56 == 0x81 || head >> 56 == 0x82, (head >> 55 & 1 == 1) == (role == .server) else { return nil }
    var length = Int(truncatingIfNeeded: head >> 48 & 0x7F)
    var key = UInt32(truncatingIfNeeded: head >> 16)
    var start = position &+ (role == .server ? 6 : 2)
    if length >= 126 {
      length = length == 126 ? Int(truncatingIfNeeded: head >> 32 & 0xFFFF) : 0
      guard length >= 126 else { return nil }
      key = UInt32(truncatingIfNeeded: head)
      start &+= 2
    }
    guard length <= end &- start, length <= limits.maxMessage, length <= limits.maxFrame else { return nil }
    let range = start..<start &+ length
    let kind = head >> 56 == 0x81 ? MessageKind.text : .binary
    let isASCII = role == .server && Masking.apply(key: key, to: &bytes, in: range)
    if kind == .text, !isASCII, !isValidText(bytes, range) {
      state = .failed(.invalidText)
      return nil
    }
    position = range.upperBound
    return .message(kind, range)
  }

  /// Validates text whose bytes did not turn out to be ASCII while they were unmasked; a client's are never masked.
  @inlinable
  @inline(__always)
  func isValidText(_ bytes: borrowing MutableRawSpan, _ range: Range<Int>) -> Bool {
    (role == .client && UTF8Validator.isASCII(bytes, in: range)) || UTF8Validator.isValid(bytes, in: range)
  }

  /// The whole protocol, one event at a time.
  @usableFromInline
  mutating func nextInGeneral(
    _ bytes: inout MutableRawSpan, _ position: inout Int, _ end: Int
  ) throws(FrameError) -> FrameEvent? {
    do {
      return try advance(&bytes, &position, end)
    } catch {
      state = .failed(error)
      throw error
    }
  }

  private mutating func advance(
    _ bytes: inout MutableRawSpan, _ position: inout Int, _ end: Int
  ) throws(FrameError) -> FrameEvent? {
    switch state {
    case .insideFrame(let frame, let message):
      return try receivePayload(of: frame, in: message, &bytes, &position, end)
    case .betweenMessages, .betweenFragments:
      guard let frame = try readHeader(bytes, at: position, end) else { return nil }
      if frame.opcode.isControl { return try receiveControl(frame, &bytes, &position, end) }
      position = frame.payloadStart
      return try receivePayload(of: frame.opened, in: message(continuedBy: frame), &bytes, &position, end)
    case .closed:
      // RFC 6455, section 1.4: a peer that has received a close frame discards whatever comes after it.
      position = end
      return nil
    case .failed(let error):
      throw error
    }
  }
}
