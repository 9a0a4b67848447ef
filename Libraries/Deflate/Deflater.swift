import CTautZlib

/// Compresses messages for one direction of one connection, or of many.
///
/// RFC 7692, 7.2.1. With context takeover each connection needs its own: 20 KB (window 11, memory level 4) to 268 KB
/// (window 15, memory level 8). Without it one deflater per event loop serves all connections, since each message
/// starts anew.
///
/// ```swift
/// var deflater = try Deflater(keepsContext: false)
/// deflater.compress(message, into: &payload)
/// ```
@safe
public struct Deflater: ~Copyable {
  private let stream: ZlibStream
  private let keepsContext: Bool
  private var hasContext = false

  /// A deflater for a window of 2 to the power of `windowBits` bytes, 8 to 15.
  ///
  /// `keepsContext` says whether a message may refer to those before it. `level` is zlib's, 0 (store) to 9; 1 costs a
  /// quarter less than 6 and gives a few bytes away. `memoryLevel`, 1 to 9, sizes the tables, 2 to the power of
  /// `memoryLevel` + 9 bytes; by default they shrink with the window, from 8 for 15 bits.
  public init(
    windowBits: Int = 15, keepsContext: Bool, level: Int = 1, memoryLevel: Int? = nil
  ) throws(DeflateError) {
    try unsafe self.init(
      windowBits: windowBits, keepsContext: keepsContext, level: level,
      memoryLevel: memoryLevel ?? max(1, windowBits - 7), allocate: nil)
  }

  init(
    windowBits: Int, keepsContext: Bool, level: Int, memoryLevel: Int, allocate: alloc_func?
  ) throws(DeflateError) {
    precondition(8...15 ~= windowBits, "a window has 8 to 15 bits, not \(windowBits)")
    precondition(0...9 ~= level, "a level is 0 to 9, not \(level)")
    precondition(1...9 ~= memoryLevel, "a memory level is 1 to 9, not \(memoryLevel)")
    let stream = unsafe ZlibStream.make(allocate: allocate)
    // zlib refuses a raw window of 8 bits. Its window of 9 serves: it never refers back further than the window minus
    // 262 bytes (MIN_LOOKAHEAD), which is 250 of the 256 that a peer with 8 bits remembers. Negative: raw data.
    let bits = -Int32(max(9, windowBits))
    guard unsafe taut_deflateInit2(stream, Int32(level), bits, Int32(memoryLevel)) == Z_OK else {
      unsafe stream.free()
      throw .outOfMemory
    }
    unsafe self.stream = unsafe stream
    self.keepsContext = keepsContext
  }

  deinit {
    // The stream was made by this deflater, which is its only owner.
    unsafe deflateEnd(stream)
    unsafe stream.free()
  }

  /// Forgets all messages so far.
  public mutating func reset() {
    // The stream is valid until deinit; resetting a valid stream cannot fail.
    unsafe deflateReset(stream)
    hasContext = false
  }
}

extension Deflater {
  /// Appends the compressed payload of the message `input` to `output`.
  public mutating func compress(_ input: RawSpan, into output: inout [UInt8]) {
    unsafe input.withUnsafeBytes { unsafe compress($0, into: &output) }
  }

  /// The same for a message behind a pointer, which is read during the call only.
  public mutating func compress(_ input: UnsafeRawBufferPointer, into output: inout [UInt8]) {
    if hasContext && !keepsContext { reset() }
    hasContext = true
    guard unsafe !input.isEmpty else {
      // RFC 7692, 7.2.3.6: an empty message is one byte, the empty block without its tail. zlib flushes only once.
      return output.append(0x00)
    }
    unsafe stream.read(input)
    var step: ZlibStep
    repeat {
      let room = unsafe max(64, min(Int(deflateBound(stream, UInt(stream.pointee.avail_in))) + 16, 1 << 16))
      step = unsafe stream.write(room, to: &output) { unsafe deflate($0, Z_SYNC_FLUSH) }
    } while step.isFull
    // RFC 7692, 7.2.1: a sync flush ends with 0x00 0x00 0xff 0xff, which is not sent.
    output.removeLast(4)
  }
}
