import CTautZlib

/// Inflates the compressed messages of one direction of one connection.
///
/// RFC 7692, 7.2.2. Hand in the payload of each frame as it comes:
///
/// ```swift
/// var inflater = try Inflater(windowBits: 15, keepsContext: false)
/// var message: [UInt8] = []
/// try inflater.inflate(payload, isLast: true, limit: 1 << 20, into: &message)
/// ```
///
/// With context takeover an inflater lives as long as its connection: 7 to 11 KB for short messages, up to 44 KB once
/// the window has filled. Without takeover take one from an ``InflaterPool`` for each message, so that a silent
/// connection holds none. After an error it is good for nothing but ``reset()``.
@safe
public struct Inflater: ~Copyable {
  private let stream: ZlibStream
  private let keepsContext: Bool
  /// How many bytes of the current message have come out.
  private var produced = 0
  /// Whether nothing of the message, or nothing since its last final block, has been read.
  private var isBetweenStreams = true

  /// An inflater for a window of 2 to the power of `windowBits` bytes, 8 to 15.
  ///
  /// `keepsContext` says whether a message may refer to those before it.
  public init(windowBits: Int = 15, keepsContext: Bool) throws(InflateError) {
    try unsafe self.init(windowBits: windowBits, keepsContext: keepsContext, allocate: nil)
  }

  init(windowBits: Int, keepsContext: Bool, allocate: alloc_func?) throws(InflateError) {
    precondition(8...15 ~= windowBits, "a window has 8 to 15 bits, not \(windowBits)")
    let stream = unsafe ZlibStream.make(allocate: allocate)
    // Negative: raw DEFLATE data, without the header and the checksum of zlib.
    guard unsafe taut_inflateInit2(stream, -Int32(windowBits)) == Z_OK else {
      unsafe stream.free()
      throw .outOfMemory
    }
    unsafe self.init(adopting: stream, keepsContext: keepsContext)
  }

  /// An inflater that owns `stream`, which has just been reset.
  init(adopting stream: ZlibStream, keepsContext: Bool) {
    unsafe self.stream = unsafe stream
    self.keepsContext = keepsContext
  }

  deinit {
    // The stream was made by this inflater, which is its only owner.
    unsafe inflateEnd(stream)
    unsafe stream.free()
  }

  /// The stream, reset, which the caller now owns.
  consuming func release() -> ZlibStream {
    reset()
    let stream = unsafe stream
    discard self
    return unsafe stream
  }

  /// Forgets the message in progress and all before it.
  public mutating func reset() {
    // The stream is valid until deinit; resetting a valid stream cannot fail.
    unsafe inflateReset(stream)
    beginMessage()
  }

  private mutating func beginMessage() {
    produced = 0
    isBetweenStreams = true
  }
}

extension Inflater {
  /// Appends to `output` what the next part of a message inflates to.
  ///
  /// `isLast` ends the message. `limit` is for the whole message, in bytes, whether or not the caller takes earlier
  /// output away in between: the first byte above it ends the work, and `output` never has room for much more.
  public mutating func inflate(
    _ input: RawSpan, isLast: Bool, limit: Int, into output: inout [UInt8]
  ) throws(InflateError) {
    try unsafe input.withUnsafeBytes { input throws(InflateError) in
      try unsafe inflate(input, isLast: isLast, limit: limit, into: &output)
    }
  }

  /// The same for bytes behind a pointer, which are read during the call only.
  public mutating func inflate(
    _ input: UnsafeRawBufferPointer, isLast: Bool, limit: Int, into output: inout [UInt8]
  ) throws(InflateError) {
    try unsafe consume(input, limit: limit, into: &output)
    guard isLast else { return }
    try finishMessage(limit: limit, into: &output)
  }

  private mutating func finishMessage(limit: Int, into output: inout [UInt8]) throws(InflateError) {
    // A message of no bytes at all, and one that ends with a final block, are complete without the tail. The RFC has
    // senders add a byte in both cases (7.2.3.4, 7.2.3.6); some do not, and nothing is ambiguous.
    if !isBetweenStreams {
      try appendTail(limit: limit, into: &output)
    }
    if keepsContext { beginMessage() } else { reset() }
  }

  /// Reads the four bytes that a sender takes off the end of each message.
  ///
  /// RFC 7692, 7.2.2: "Append 4 octets of 0x00 0x00 0xff 0xff to the tail end of the payload of the message."
  private mutating func appendTail(limit: Int, into output: inout [UInt8]) throws(InflateError) {
    // The pointer is used during the call only.
    try unsafe withUnsafeBytes(of: UInt32(littleEndian: 0xFFFF_0000)) { tail throws(InflateError) in
      try unsafe consume(tail, limit: limit, into: &output)
    }
    guard isBetweenStreams || isBetweenBlocks else { throw .corrupt }
  }

  /// Whether all that was read is whole blocks, as it must be where a message ends.
  private var isBetweenBlocks: Bool {
    // zlib.h: data_type is the number of unused bits, plus 64 in the last block, plus 128 right after a block.
    unsafe stream.pointee.data_type & 0x1FF == 128
  }

  private mutating func consume(
    _ input: UnsafeRawBufferPointer, limit: Int, into output: inout [UInt8]
  ) throws(InflateError) {
    guard unsafe !input.isEmpty else { return }
    isBetweenStreams = false
    unsafe stream.read(input)
    var step = ZlibStep(result: Z_OK, written: 0, isFull: true)
    var room = max(256, min(input.count * 4, 1 << 16))
    while unsafe step.isFull || stream.pointee.avail_in > 0 {
      let allowed = min(room - 1, limit - produced) + 1  // the byte above the limit tells that there is more
      output.reserve(allowed, limit: limit - produced)
      step = unsafe stream.write(allowed, to: &output) { unsafe CTautZlib.inflate($0, Z_SYNC_FLUSH) }
      produced += step.written
      guard produced <= limit else { throw .tooLarge(limit: limit) }
      try check(step.result)
      room = min(room * 2, 1 << 16)
    }
  }

  private mutating func check(_ result: Int32) throws(InflateError) {
    switch result {
    case Z_OK, Z_BUF_ERROR:  // Z_BUF_ERROR: nothing left to read
      return
    case Z_STREAM_END:
      // RFC 7692, 7.2.3.4: a block may be marked final and others still follow. They may refer to what came before it,
      // so the window is kept.
      unsafe inflateResetKeep(stream)
      isBetweenStreams = unsafe stream.pointee.avail_in == 0
    case Z_MEM_ERROR:
      throw .outOfMemory
    default:
      throw .corrupt
    }
  }
}

extension [UInt8] {
  /// Makes room for `count` more bytes, and for as many as there are if `limit` more are allowed.
  fileprivate mutating func reserve(_ count: Int, limit: Int) {
    guard capacity - self.count < count else { return }
    reserveCapacity(self.count + Swift.max(count, Swift.min(self.count, limit)))
  }
}
