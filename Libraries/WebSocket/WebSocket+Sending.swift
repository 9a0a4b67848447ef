import TautBytes
import TautCrypto
import TautEventLoop
public import TautFraming

extension WebSocket {
  /// The size from which a payload is handed to the kernel where it lies instead of being copied first.
  private static let largePayload = 16_384

  /// Sends a message at the end of the loop's turn.
  ///
  /// Text must be valid UTF-8; the peer would fail the connection over it. After ``close(_:reason:)`` nothing is sent.
  ///
  /// - Parameters:
  ///   - message: The payload, valid during the call.
  ///   - kind: Text or binary.
  ///   - compressed: Whether the message may be compressed, where that was negotiated and it is long enough.
  public func send(_ message: RawSpan, as kind: MessageKind, compressed: Bool = true) {
    guard closing.allowsSending else { return }
    if let compression, compressed, message.byteCount >= context.compressionThreshold {
      return sendCompressed(message, kind, compression)
    }
    unsafe message.withUnsafeBytes { unsafe sendFrame(kind.opcode, $0) }
  }

  private func sendCompressed(_ message: RawSpan, _ kind: MessageKind, _ compression: Compression) {
    do {
      try compression.compress(message)
      unsafe context.resources.scratch.withUnsafeBytes { unsafe sendFrame(kind.opcode, $0, isCompressed: true) }
    } catch {
      // Out of memory for the compressor: the peer must not notice.
      unsafe message.withUnsafeBytes { unsafe sendFrame(kind.opcode, $0) }
    }
  }

  /// Sends a ping with up to 125 bytes.
  public func ping(_ payload: RawSpan) {
    precondition(payload.byteCount <= 125, "a ping carries up to 125 bytes, not \(payload.byteCount)")
    guard closing.allowsSending else { return }
    unsafe payload.withUnsafeBytes { unsafe sendFrame(.ping, $0) }
  }

  /// Sends a pong that nobody asked for, with up to 125 bytes (RFC 6455, 5.5.3).
  public func pong(_ payload: RawSpan) {
    precondition(payload.byteCount <= 125, "a pong carries up to 125 bytes, not \(payload.byteCount)")
    guard closing.allowsSending else { return }
    unsafe payload.withUnsafeBytes { unsafe sendFrame(.pong, $0) }
  }

  func sendFrame(_ opcode: Opcode, _ payload: UnsafeRawBufferPointer, isCompressed: Bool = false) {
    let key = context.role == .client ? context.resources.maskKeys.next() : nil
    let header = FrameHeader(
      opcode, length: payload.count, isCompressed: isCompressed, maskingKey: key)
    if key == nil, payload.count >= Self.largePayload, !stream.isSecure {
      unsafe write(header, payload, room: 0)
      unsafe stream.writeThrough(payload)
    } else {
      unsafe write(header, payload, room: payload.count)
    }
  }

  /// Writes the header, and the payload where there is room for it.
  private func write(_ header: FrameHeader, _ payload: UnsafeRawBufferPointer, room: Int) {
    let size = header.encodedLength
    let start = unsafe stream.reserve(FrameHeader.maxEncodedLength + room)
    // The reservation has room for the longest header, whatever the length is.
    var head = unsafe UnsafeMutableRawBufferPointer(start: start, count: FrameHeader.maxEncodedLength).mutableBytes
    header.encode(into: &head)
    if room > 0, let source = payload.baseAddress {
      unsafe (start + size).copyMemory(from: source, byteCount: room)
      if let key = header.maskingKey {
        unsafe _ = Masking.apply(key: key, to: UnsafeMutableRawBufferPointer(start: start + size, count: room))
      }
    }
    stream.commit(size + room)
  }
}
