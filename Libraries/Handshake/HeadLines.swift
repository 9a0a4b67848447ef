internal import TautBytes

/// Cuts received bytes into lines that end with CRLF.
///
/// What was looked at is not looked at again, but for the byte where a piece ended, so the cost is linear in the bytes
/// received, whatever the pieces are.
struct HeadLines: Sendable {
  /// Everything received so far, up to the limit.
  private(set) var bytes: [UInt8] = []

  /// How many bytes were looked at, for the test of the linear cost.
  private(set) var examined = 0

  /// The end of the lines that were handed out.
  private(set) var lineStart = 0

  /// Up to where the current line is known to contain no line end.
  private var scanned = 0

  /// Keeps as much of `piece` as the `limit` of bytes leaves room for.
  mutating func append(_ piece: RawSpan, limit: Int) {
    let room = min(limit - bytes.count, piece.byteCount)
    bytes.append(piece.extracting(first: room))
  }

  /// The next whole line without its end, or nil when the rest of it has not come yet.
  mutating func next() throws(HeadError) -> Range<Int>? {
    let end = bytes.withBytes { Self.endOfText(in: $0, from: scanned) }
    examined += end - scanned + 1
    scanned = end
    guard end < bytes.count else { return nil }
    switch bytes[end] {
    case .carriageReturn: return try line(endingAt: end)
    // RFC 9112, 2.2 lets a recipient take a bare line feed as a line end; two that disagree about it can be split.
    case .lineFeed: throw .bareLineFeed
    case let byte: throw .controlCharacter(byte)
    }
  }

  private mutating func line(endingAt end: Int) throws(HeadError) -> Range<Int>? {
    guard end + 1 < bytes.count else { return nil }
    guard bytes[end + 1] == .lineFeed else { throw .bareCarriageReturn }
    let line = lineStart..<end
    lineStart = end + 2
    scanned = lineStart
    return line
  }

  /// The first control character at or after `start`, or the end.
  private static func endOfText(in bytes: RawSpan, from start: Int) -> Int {
    var position = start
    while position < bytes.byteCount {
      if position + 8 <= bytes.byteCount, !bytes.word(at: position, as: UInt64.self).mayContainControl {
        position += 8
      } else if bytes[position].isForbiddenControl {
        return position
      } else {
        position += 1
      }
    }
    return position
  }

  /// Gives the lines handed out, and forgets them and what follows them.
  mutating func take() -> [UInt8] {
    var taken: [UInt8] = []
    swap(&taken, &bytes)
    taken.removeLast(taken.count - lineStart)
    return taken
  }
}

extension UInt64 {
  /// Whether one of the eight bytes may be a control character: below the space, or 0x7f.
  ///
  /// A tab also counts, and so may a byte after a control character: what may be one is looked at on its own.
  fileprivate var mayContainControl: Bool {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let belowSpace = (self &- ones &* 0x20) & ~self
    let delete = self ^ (ones &* 0x7f)
    return (belowSpace | ((delete &- ones) & ~delete)) & (ones &* 0x80) != 0
  }
}
