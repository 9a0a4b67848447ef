internal import TautBytes

/// Collects the body of a message up to a limit.
///
/// ```swift
/// var decoder = try BodyDecoder(head.body, limit: 1 << 20)
/// if let consumed = try decoder.receive(bytes) { handle(decoder.body) }
/// ```
public struct BodyDecoder: Sendable {
  /// The largest body in bytes.
  public let limit: Int

  /// What has come of the body, without its framing.
  public private(set) var body: [UInt8] = []

  private enum State {
    case framing(ChunkReader)
    case data(remaining: Int, then: ChunkReader?)
    case untilClose
    case complete
  }

  private var state: State

  /// A decoder for a body of this `framing`; a length above the limit is refused at once.
  public init(_ framing: BodyFraming, limit: Int) throws(BodyError) {
    if case .length(let length) = framing, length > limit { throw .tooLarge(size: length, limit: limit) }
    self.init(beginningOf: framing, limit: limit)
  }

  /// A decoder that is content with the first `limit` bytes of a body with a length.
  init(beginningOf framing: BodyFraming, limit: Int) {
    self.limit = limit
    switch framing {
    case .none: state = .complete
    case .length(let length): state = Self.state(after: min(length, limit), then: nil)
    case .chunked: state = .framing(ChunkReader())
    case .untilClose: state = .untilClose
    }
  }

  /// Whether the whole body has come.
  public var isComplete: Bool {
    if case .complete = state { true } else { false }
  }

  /// Takes the next bytes, and returns how many of them belong to the body when it is whole.
  public mutating func receive(_ bytes: RawSpan) throws(BodyError) -> Int? {
    var position = 0
    while !isComplete {
      guard position < bytes.byteCount else { return nil }
      position += try receivePart(bytes.extracting(position..<bytes.byteCount))
    }
    return position
  }

  /// Takes the end of the connection, which ends a body without a length and cuts off any other.
  public mutating func receiveEnd() throws(BodyError) {
    switch state {
    case .untilClose, .complete: state = .complete
    case .framing, .data: throw .truncated
    }
  }

  /// Takes as many bytes as one state does, at least one, and returns their number.
  private mutating func receivePart(_ bytes: RawSpan) throws(BodyError) -> Int {
    switch state {
    case .framing(let reader): return try receiveFraming(bytes, reader)
    case .data(let remaining, let reader):
      let part = bytes.extracting(first: min(remaining, bytes.byteCount))
      body.append(part)
      state = Self.state(after: remaining - part.byteCount, then: reader)
      return part.byteCount
    case .untilClose:
      let room = limit - body.count
      body.append(bytes.extracting(first: min(room, bytes.byteCount)))
      guard bytes.byteCount <= room else { throw .tooLarge(size: limit + 1, limit: limit) }
      return bytes.byteCount
    case .complete: return 0
    }
  }

  private static func state(after remaining: Int, then reader: ChunkReader?) -> State {
    if remaining > 0 { return .data(remaining: remaining, then: reader) }
    return reader.map { .framing($0) } ?? .complete
  }

  private mutating func receiveFraming(_ bytes: RawSpan, _ start: ChunkReader) throws(BodyError) -> Int {
    var reader = start
    for offset in 0..<bytes.byteCount {
      switch try reader.receive(bytes[offset]) {
      case .framing: continue
      case .data(let size):
        guard size <= limit - body.count else { throw .tooLarge(size: body.count + size, limit: limit) }
        state = .data(remaining: size, then: reader)
      case .end: state = .complete
      }
      return offset + 1
    }
    state = .framing(reader)
    return bytes.byteCount
  }
}
