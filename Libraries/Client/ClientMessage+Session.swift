import TautEnvelope
import TautJSON
import TautSession

extension ClientMessage {
  /// Copies a message out of the bytes that it came in.
  init(_ message: SessionMessage, in bytes: RawSpan) {
    type = MessageType(message.type.string(in: bytes) ?? "")
    // One copy for the message and its content.
    let start = message.message.range.lowerBound
    self.message = message.message.copy(in: bytes)
    content = message.payload.range.lowerBound - start..<message.payload.range.upperBound - start
    room = message.room?.string(in: bytes)
    offset = message.offset
    id = message.id?.string(in: bytes)
  }
}
