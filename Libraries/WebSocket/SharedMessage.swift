public import TautEventLoop
import TautFraming
import TautHandshake

extension WebSocket {
  /// Has this connection take messages that are sent to many with ``WebSocketResources/send(_:to:on:threshold:)``.
  ///
  /// A shared compressed frame starts from an empty window and is made for one of 15 bits, so only connections that
  /// negotiated such a window and no context of ours take it; the others take the plain frame.
  public func takesSharedMessages() {
    guard isOpen else { return }
    let direction = compression?.outgoing
    let isCompressed = direction.map { $0.windowBits == 15 && !$0.takesOverContext } ?? false
    stream.sharing = isCompressed ? .compressed : .plain
  }
}

extension WebSocketResources {
  /// How many groups of recipients are told apart; each has a lane for plain and one for compressed frames.
  public static let groupCount = Reactor.laneCount / 2

  /// Sends one text message of a server to many connections of a loop: framed once, compressed at most once.
  ///
  /// - Parameters:
  ///   - message: The text.
  ///   - recipients: The slots of the connections' streams.
  ///   - reactor: The loop.
  ///   - group: Below ``groupCount``. Messages that follow one another to the same recipients have the same, and leave as one.
  ///   - threshold: The size from which the message is compressed for those that take it so.
  public func send(
    _ message: RawSpan, to recipients: Span<UInt32>, on reactor: Reactor, group: Int = 0, threshold: Int = 256
  ) {
    let others = share(message, isCompressed: false, to: recipients, on: reactor, as: .plain, lane: 2 * group)
    guard others > 0 else { return }
    if compresses(message, from: threshold) {
      let compressed = scratch
      _ = unsafe share(
        compressed.span.bytes, isCompressed: true, to: recipients, on: reactor, as: .compressed, lane: 2 * group + 1)
    } else {
      // Whoever takes compressed frames takes plain ones as well.
      _ = share(message, isCompressed: false, to: recipients, on: reactor, as: .compressed, lane: 2 * group + 1)
    }
  }

  /// Compresses the message into the scratch room, unless it is too small to be worth it or memory is short.
  private func compresses(_ message: RawSpan, from threshold: Int) -> Bool {
    guard message.byteCount >= threshold else { return false }
    do {
      try compress(message, windowBits: 15)
      return true
    } catch {
      return false
    }
  }

  private func share(
    _ message: RawSpan, isCompressed: Bool, to recipients: Span<UInt32>, on reactor: Reactor, as form: Sharing,
    lane: Int
  ) -> Int {
    let header = FrameHeader(.text, length: message.byteCount, isCompressed: isCompressed)
    let range = unsafe reactor.share(FrameHeader.maxEncodedLength + message.byteCount, lane: lane) { room in
      // The room is the loop's; it holds the longest header and the message.
      var head = unsafe room.mutableBytes
      let size = header.encode(into: &head)
      unsafe message.withUnsafeBytes { source in
        guard let base = source.baseAddress else { return }
        unsafe (room.baseAddress! + size).copyMemory(from: base, byteCount: source.count)
      }
      return size + message.byteCount
    }
    return reactor.send(range, to: recipients, where: form)
  }
}
