/// What a ``FrameDecoder`` found.
///
/// Payloads are ranges of the buffer that the decoder was given; they are unmasked, and they are yours until you reuse
/// the buffer. An event holds no reference and costs no allocation.
@frozen
public enum FrameEvent: Sendable, Hashable {
  /// A whole message: it came uncompressed, in one frame, and lies in the buffer. Text is valid UTF-8.
  case message(MessageKind, Range<Int>)
  /// A piece of a message that came in fragments, compressed, or not whole yet.
  case part(MessagePart)
  /// A ping; answer it with a pong that carries the same payload (RFC 6455, section 5.5.3).
  case ping(Range<Int>)
  /// A pong.
  case pong(Range<Int>)
  /// The peer's close frame, its code, if it had one, and its reason, which is valid UTF-8. Nothing comes after it.
  case close(CloseCode?, reason: Range<Int>)
}
