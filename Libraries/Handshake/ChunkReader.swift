internal import TautBytes

/// Reads the framing of a chunked body (RFC 9112, 7.1), byte by byte; the data itself it leaves alone.
struct ChunkReader: Sendable {
  /// What the next bytes are.
  enum Step: Hashable {
    /// More framing.
    case framing
    /// This many bytes of data.
    case data(Int)
    /// The end of the body was the last byte.
    case end
  }

  static let lineLimit = 256
  static let trailerLimit = 8192
  private static let mostDigits = 15

  private enum State {
    case size(value: Int, digits: Int)
    case chunkExtension(size: Int)
    case sizeLineFeed(size: Int)
    case dataReturn
    case dataLineFeed
    case trailer(isEmpty: Bool)
    case trailerLineFeed
    case endLineFeed
  }

  private var state = State.size(value: 0, digits: 0)

  /// The bytes of the current chunk's line, or of all trailers.
  private var length = 0

  /// Takes one byte of framing.
  mutating func receive(_ byte: UInt8) throws(BodyError) -> Step {
    length += 1
    switch state {
    case .size(let value, let digits): state = try afterSize(byte, value: value, digits: digits)
    case .chunkExtension(let size): state = try afterExtension(byte, size: size)
    case .sizeLineFeed(let size): return try receiveEndOfSizeLine(byte, size: size)
    case .dataReturn: try expect(.carriageReturn, byte, then: .dataLineFeed)
    case .dataLineFeed:
      try expect(.lineFeed, byte, then: .size(value: 0, digits: 0))
      length = 0
    case .trailer(let isEmpty): state = try afterTrailer(byte, isEmpty: isEmpty)
    case .trailerLineFeed: try expect(.lineFeed, byte, then: .trailer(isEmpty: true))
    case .endLineFeed:
      try expect(.lineFeed, byte, then: .endLineFeed)
      return .end
    }
    return .framing
  }

  private mutating func receiveEndOfSizeLine(_ byte: UInt8, size: Int) throws(BodyError) -> Step {
    try expect(.lineFeed, byte, then: size == 0 ? .trailer(isEmpty: true) : .dataReturn)
    length = 0
    return size == 0 ? .framing : .data(size)
  }

  private func afterSize(_ byte: UInt8, value: Int, digits: Int) throws(BodyError) -> State {
    if let digit = byte.hexDigitValue {
      guard digits < Self.mostDigits else { throw .invalidChunkSize }
      return .size(value: value << 4 | Int(digit), digits: digits + 1)
    }
    guard digits > 0 else { throw .invalidChunkSize }
    switch byte {
    case .carriageReturn: return .sizeLineFeed(size: value)
    case UInt8(ascii: ";"): return .chunkExtension(size: value)
    // RFC 9112, 7.1.1 tolerates blanks before an extension; nobody sends them, and smugglers do.
    default: throw .invalidChunkSize
    }
  }

  /// Extensions are skipped: none is known (RFC 9112, 7.1.1).
  private func afterExtension(_ byte: UInt8, size: Int) throws(BodyError) -> State {
    guard length <= Self.lineLimit else { throw .chunkLineTooLong(limit: Self.lineLimit) }
    if byte == .carriageReturn { return .sizeLineFeed(size: size) }
    guard !byte.isForbiddenControl else { throw .malformedChunk }
    return .chunkExtension(size: size)
  }

  /// Trailers are read and dropped: no field that matters here may come in one (RFC 9110, 6.5.1).
  private func afterTrailer(_ byte: UInt8, isEmpty: Bool) throws(BodyError) -> State {
    guard length <= Self.trailerLimit else { throw .trailersTooLarge(limit: Self.trailerLimit) }
    if byte == .carriageReturn { return isEmpty ? .endLineFeed : .trailerLineFeed }
    guard !byte.isForbiddenControl else { throw .malformedChunk }
    return .trailer(isEmpty: false)
  }

  private mutating func expect(_ expected: UInt8, _ byte: UInt8, then next: State) throws(BodyError) {
    guard byte == expected else { throw .malformedChunk }
    state = next
  }
}
