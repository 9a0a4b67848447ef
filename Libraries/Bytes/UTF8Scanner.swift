/// Skips valid UTF-8 at the speed of wide words.
///
/// Blocks of sixteen bytes are checked without a branch: each byte is compared with the three before it, which are
/// loaded again instead of being shifted. So the cost does not depend on the language of the text.
///
/// Sound where `start` points to `count` bytes: each load is guarded by the number of bytes left, and the loads before a
/// block by ``lookBehind``.
enum UTF8Scanner {
  private typealias Block = SIMD16<UInt8>

  private static let blockSize = 16
  /// How far back a byte can depend on others.
  private static let lookBehind = 3

  /// Skips valid characters.
  ///
  /// - Parameters:
  ///   - start: The text's first byte.
  ///   - first: Where the first character begins.
  ///   - count: The number of bytes.
  /// - Returns: Where the last character, which may be incomplete or invalid, begins, or `nil` where a byte before is
  ///   impossible.
  static func skip(_ start: UnsafeRawPointer, from first: Int, count: Int) -> Int? {
    var offset = unsafe skipASCII(start, from: first, count: count)
    while count &- offset >= 2 * blockSize {
      // The loads that look behind need bytes that belong to whole characters.
      while offset &- first < lookBehind {
        let length = unsafe lengthOfCharacter(start + offset, left: count &- offset)
        guard length > 0 else { return nil }
        offset &+= length
      }
      guard let end = unsafe skipBlocks(start, from: offset, count: count) else { return nil }
      offset = unsafe skipASCII(start, from: end, count: count)
    }
    return unsafe skipCharacters(start, from: offset, count: count)
  }

  /// Skips ASCII, sixteen bytes at a time while there are as many.
  @inline(__always)
  private static func skipASCII(_ start: UnsafeRawPointer, from first: Int, count: Int) -> Int {
    var offset = first
    while offset &+ blockSize <= count, unsafe isASCIIBlock(start + offset) { offset &+= blockSize }
    while offset < count, unsafe start.load(fromByteOffset: offset, as: UInt8.self) < 0x80 { offset &+= 1 }
    return offset
  }

  @inline(__always)
  private static func isASCIIBlock(_ start: UnsafeRawPointer) -> Bool {
    let low = unsafe start.loadUnaligned(as: UInt64.self)
    let high = unsafe start.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
    return (low | high) & 0x8080_8080_8080_8080 == 0
  }

  /// Checks whole blocks up to one that is ASCII, and returns where the last character that does not end in them begins.
  @inline(__always)
  private static func skipBlocks(_ start: UnsafeRawPointer, from first: Int, count: Int) -> Int? {
    var offset = first
    var errors: UInt64 = 0
    while offset &+ blockSize <= count {
      errors |= unsafe errorsOfBlock(start + offset)
      let isASCII = unsafe isASCIIBlock(start + offset)
      offset &+= blockSize
      if isASCII { break }
    }
    guard errors == 0 else { return nil }
    for back in 1...lookBehind {
      let byte = unsafe start.load(fromByteOffset: offset &- back, as: UInt8.self)
      if byte < 0x80 { break }
      if byte >= 0xC0 { return lengthAnnounced(by: byte) > back ? offset &- back : offset }
    }
    return offset
  }

  /// Not 0 where one of the bytes of a block is impossible after the three bytes before it.
  ///
  /// Vectors are compared with vectors only: the operators that take a scalar are not specialised by this compiler and cost a
  /// hundred times as much.
  @inline(__always)
  private static func errorsOfBlock(_ start: UnsafeRawPointer) -> UInt64 {
    let byte = unsafe start.loadUnaligned(as: Block.self)
    let first = unsafe start.loadUnaligned(fromByteOffset: -1, as: Block.self)
    let second = unsafe start.loadUnaligned(fromByteOffset: -2, as: Block.self)
    let third = unsafe start.loadUnaligned(fromByteOffset: -3, as: Block.self)
    let isContinuation = (byte .>= all(0x80)) .& (byte .< all(0xC0))
    let mustContinue = (first .>= all(0xC0)) .| (second .>= all(0xE0)) .| (third .>= all(0xF0))
    // Overlong are C0 and C1, E0 before less than A0, and F0 before less than 90. ED before A0 or more is a surrogate. F4
    // before 90 or more, and whatever is above F4, lies beyond U+10FFFF.
    let isLow = ((first .== all(0xE0)) .& (byte .< all(0xA0))) .| ((first .== all(0xF0)) .& (byte .< all(0x90)))
    let isHigh = ((first .== all(0xED)) .& (byte .>= all(0xA0))) .| ((first .== all(0xF4)) .& (byte .>= all(0x90)))
    let isNever = (byte .== all(0xC0)) .| (byte .== all(0xC1)) .| (byte .>= all(0xF5))
    let isWrong = (isContinuation .^ mustContinue) .| isLow .| isHigh .| isNever
    // Sound: a mask is a vector of as many bytes.
    let words = unsafe unsafeBitCast(isWrong, to: SIMD2<UInt64>.self)
    return words[0] | words[1]
  }

  @inline(__always)
  private static func all(_ byte: UInt8) -> Block { Block(repeating: byte) }

  private static func lengthAnnounced(by lead: UInt8) -> Int {
    lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4
  }

  /// Skips characters one by one, and returns where the first incomplete one begins, or `nil`.
  @inline(__always)
  private static func skipCharacters(_ start: UnsafeRawPointer, from first: Int, count: Int) -> Int? {
    var offset = first
    while offset < count {
      let length = unsafe lengthOfCharacter(start + offset, left: count &- offset)
      // Fewer than four bytes may be a character that goes on in the next piece.
      if length == 0 { return count &- offset < 4 ? offset : nil }
      offset &+= length
    }
    return offset
  }

  /// The length of the character that begins at `start`, or 0 where it is invalid or incomplete.
  @inline(__always)
  private static func lengthOfCharacter(_ start: UnsafeRawPointer, left: Int) -> Int {
    let lead = unsafe start.load(as: UInt8.self)
    if lead < 0x80 { return 1 }
    guard left > 1 else { return 0 }
    let second = unsafe start.load(fromByteOffset: 1, as: UInt8.self)
    if lead < 0xE0 { return lead >= 0xC2 && isContinuation(second) ? 2 : 0 }
    guard left > 2 else { return 0 }
    let third = unsafe start.load(fromByteOffset: 2, as: UInt8.self)
    if lead < 0xF0 {
      let isAllowed = lead == 0xE0 ? second >= 0xA0 : lead != 0xED || second < 0xA0
      return isContinuation(second) && isContinuation(third) && isAllowed ? 3 : 0
    }
    guard left > 3 else { return 0 }
    let fourth = unsafe start.load(fromByteOffset: 3, as: UInt8.self)
    let isAllowed = lead == 0xF0 ? second >= 0x90 : lead < 0xF4 || (lead == 0xF4 && second < 0x90)
    return isContinuation(second) && isContinuation(third) && isContinuation(fourth) && isAllowed ? 4 : 0
  }

  @inline(__always)
  private static func isContinuation(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }
}
