import TautBytes
import TautFraming

/// What an application would see of a stream of frames: whole messages, control frames, and at most one error.
enum Received: Hashable {
  case message(MessageKind, [UInt8], isCompressed: Bool = false)
  case ping([UInt8])
  case pong([UInt8])
  case close(CloseCode?, String)
  case error(FrameError)

  static func text(_ text: String) -> Received { .message(.text, Array(text.utf8)) }
}

/// A reader with a receive buffer, as a program would have it, that puts parts together.
struct Reader {
  var decoder: FrameDecoder
  var received: [Received] = []
  /// All parts in the order in which they came.
  var parts: [MessagePart] = []
  /// The most bytes that the decoder left behind.
  var mostUnconsumed = 0
  private var buffer: [UInt8] = []
  private var message: [UInt8]?
  private(set) var hasFailed = false

  init(_ role: Role, limits: FrameLimits = FrameLimits(), allowsCompression: Bool = false) {
    decoder = FrameDecoder(role: role, limits: limits, allowsCompression: allowsCompression)
  }

  /// Reads a piece behind what the decoder left of the last one.
  mutating func receive(_ piece: some Collection<UInt8>) {
    guard !hasFailed else { return }
    buffer.append(contentsOf: piece)
    var position = 0
    do {
      while let event = try next(&position) { take(event) }
    } catch {
      received.append(.error(error))
      hasFailed = true
    }
    buffer.removeFirst(position)
    if !hasFailed { mostUnconsumed = max(mostUnconsumed, buffer.count) }
  }

  private mutating func next(_ position: inout Int) throws(FrameError) -> FrameEvent? {
    var decoder = decoder
    defer { self.decoder = decoder }
    return try buffer.withMutableBytes { bytes throws(FrameError) in
      try decoder.next(&bytes, &position, bytes.byteCount)
    }
  }

  private mutating func take(_ event: FrameEvent) {
    switch event {
    case .message(let kind, let range): received.append(.message(kind, Array(buffer[range])))
    case .part(let part): take(part)
    case .ping(let range): received.append(.ping(Array(buffer[range])))
    case .pong(let range): received.append(.pong(Array(buffer[range])))
    case .close(let code, let reason): received.append(.close(code, String(decoding: buffer[reason], as: UTF8.self)))
    }
  }

  private mutating func take(_ part: MessagePart) {
    precondition(part.isFirst == (message == nil), "a message begins with its first part and with no other")
    parts.append(part)
    if part.isFirst { message = [] }
    message?.append(contentsOf: buffer[part.range])
    guard part.isLast, let whole = message else { return }
    received.append(.message(part.kind, whole, isCompressed: part.isCompressed))
    message = nil
  }
}
