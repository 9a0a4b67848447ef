import TautBytes
import TautFraming

/// What an application would see of the input.
enum Received: Hashable {
  case message(MessageKind, [UInt8], isCompressed: Bool)
  case ping([UInt8])
  case pong([UInt8])
  case close(CloseCode?, [UInt8])
  case unfinished(MessageKind, [UInt8])
  case error(FrameError)

  /// The frame that says the same, for what can be said in one frame without compression.
  var frame: (Opcode, [UInt8])? {
    switch self {
    case .message(let kind, let payload, isCompressed: false): (kind.opcode, payload)
    case .ping(let payload): (.ping, payload)
    case .pong(let payload): (.pong, payload)
    case .close(let code?, let reason):
      (.close, [UInt8(code.rawValue >> 8), UInt8(truncatingIfNeeded: code.rawValue)] + reason)
    case .close(nil, _): (.close, [])
    case .message, .unfinished, .error: nil
    }
  }
}

/// A reader with a receive buffer that puts parts together and checks what every event promises.
struct Reader {
  private var decoder: FrameDecoder
  private var buffer: [UInt8] = []
  private var received: [Received] = []
  private var message: (kind: MessageKind, bytes: [UInt8])?
  private(set) var hasFailed = false

  init(_ decoder: FrameDecoder) {
    self.decoder = decoder
  }

  mutating func receive(_ piece: ArraySlice<UInt8>) {
    buffer.append(contentsOf: piece)
    var position = 0
    do {
      while true {
        let start = position
        guard let event = try next(&position) else { break }
        take(event, between: start, and: position)
      }
    } catch {
      received.append(.error(error))
      hasFailed = true
      return
    }
    buffer.removeFirst(position)
    precondition(buffer.count <= FrameDecoder.maxUnconsumed, "too much is left")
  }

  mutating func finish() -> [Received] {
    if let message, !hasFailed { received.append(.unfinished(message.kind, message.bytes)) }
    return received
  }

  private mutating func next(_ position: inout Int) throws(FrameError) -> FrameEvent? {
    var decoder = decoder
    defer { self.decoder = decoder }
    return try buffer.withMutableBytes { bytes throws(FrameError) in
      try decoder.next(&bytes, &position, bytes.byteCount)
    }
  }

  private mutating func take(_ event: FrameEvent, between start: Int, and end: Int) {
    func payload(_ range: Range<Int>) -> [UInt8] {
      precondition(range.lowerBound >= start && range.upperBound <= end, "a payload that was not taken")
      return Array(buffer[range])
    }
    switch event {
    case .message(let kind, let range): append(.message(kind, payload(range), isCompressed: false))
    case .part(let part): take(part, payload(part.range))
    case .ping(let range): received.append(.ping(payload(range)))
    case .pong(let range): received.append(.pong(payload(range)))
    case .close(let code, let reason): received.append(.close(code, payload(reason)))
    }
  }

  private mutating func take(_ part: MessagePart, _ payload: [UInt8]) {
    precondition(part.isFirst == (message == nil), "a message begins with its first part and with no other")
    precondition(part.remainingInFrame == 0 || !part.isLast, "a message that ends before its frame")
    if part.isFirst { message = (part.kind, []) }
    message?.bytes += payload
    guard part.isLast, let whole = message else { return }
    message = nil
    append(.message(part.kind, whole.bytes, isCompressed: part.isCompressed))
  }

  private mutating func append(_ whole: Received) {
    if case .message(.text, let bytes, isCompressed: false) = whole {
      precondition(String(validating: bytes, as: UTF8.self) != nil, "text that is not UTF-8")
    }
    received.append(whole)
  }
}
