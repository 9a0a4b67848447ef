import TautEnvelope
import TautJSON
import TautSession

extension ClientMessage {
  /// Copies a message out of the bytes that it came in.
  init(_ message: SessionMessage, in bytes: RawSpan) {
    type = MessageType(message.type.string(in: bytes) ?? "")
    payload = message.payload.copy(in: bytes)
    room = message.room?.string(in: bytes)
    offset = message.offset
    id = message.id?.string(in: bytes)
  }
}
