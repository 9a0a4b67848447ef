internal import TautBytes

extension FrameDecoder {
  /// The message that a data frame begins or continues, with the frame's length added.
  func message(continuedBy frame: ReceivedHeader) -> OpenMessage {
    var message = OpenMessage(
      kind: frame.opcode == .text ? .text : .binary, isCompressed: frame.isCompressed)
    if case .betweenFragments(let begun) = state { message = begun }
    message.length += frame.length
    return message
  }

  /// Gives out what has arrived of a data frame's payload.
  mutating func receivePayload(
    of frame: OpenFrame, in message: OpenMessage, _ bytes: inout MutableRawSpan, _ position: inout Int, _ end: Int
  ) throws(FrameError) -> FrameEvent? {
    var (frame, message) = (frame, message)
    let range = position..<position + min(frame.remaining, end - position)
    guard !range.isEmpty || frame.remaining == 0 else {
      state = .insideFrame(frame, message)
      return nil
    }
    position = range.upperBound
    frame.remaining -= range.count
    let endsMessage = frame.isFinal && frame.remaining == 0
    let isASCII = unmask(&frame, &bytes, range)
    try validate(&message, bytes, range, isASCII: isASCII, endsMessage: endsMessage)
    let event = event(for: range, frame, message, endsMessage: endsMessage)
    message.isFresh = false
    state =
      frame.remaining > 0
      ? .insideFrame(frame, message) : endsMessage ? .betweenMessages : .betweenFragments(message)
    return event
  }

  /// Unmasks a piece of the payload and tells whether that showed it to be ASCII.
  private func unmask(_ frame: inout OpenFrame, _ bytes: inout MutableRawSpan, _ range: Range<Int>) -> Bool {
    guard let key = frame.key else { return false }
    frame.key = Masking.rotated(key, by: range.count)
    return Masking.apply(key: key, to: &bytes, in: range)
  }

  /// Validates a piece of text (RFC 6455, section 8.1), also where a fragment ends inside of a character.
  private func validate(
    _ message: inout OpenMessage, _ bytes: borrowing MutableRawSpan, _ range: Range<Int>, isASCII: Bool,
    endsMessage: Bool
  ) throws(FrameError) {
    guard message.needsValidation else { return }
    if !isASCII || !message.text.isComplete {
      guard message.text.receive(bytes, in: range) else { throw .invalidText }
    }
    guard message.text.isComplete || !endsMessage else { throw .invalidText }
  }

  /// The event for a piece: the whole message where it is one, else a part.
  private func event(
    for range: Range<Int>, _ frame: OpenFrame, _ message: OpenMessage, endsMessage: Bool
  ) -> FrameEvent {
    if message.isFresh, endsMessage, !message.isCompressed { return .message(message.kind, range) }
    return .part(
      MessagePart(
        kind: message.kind, range: range, isFirst: message.isFresh, isLast: endsMessage,
        isCompressed: message.isCompressed, remainingInFrame: frame.remaining))
  }
}
