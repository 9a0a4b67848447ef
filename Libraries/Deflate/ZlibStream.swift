import CTautZlib

/// zlib's state of one direction, behind a pointer because zlib checks that it never moves.
typealias ZlibStream = UnsafeMutablePointer<z_stream>

extension UnsafeMutablePointer<z_stream> {
  /// A stream without a state yet; `allocate` replaces zlib's allocator in tests.
  static func make(allocate: alloc_func? = nil) -> ZlibStream {
    // The memory is initialized at once, and freed by whoever ends the stream.
    let stream = ZlibStream.allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    unsafe stream.pointee.zalloc = allocate
    return unsafe stream
  }

  /// Points the stream to `input`.
  func read(_ input: UnsafeRawBufferPointer) {
    // zlib only reads from `next_in`; its type lacks the const that ZLIB_CONST would add.
    let base = unsafe input.baseAddress?.assumingMemoryBound(to: UInt8.self)
    unsafe pointee.next_in = UnsafeMutablePointer<UInt8>(mutating: base)
    unsafe pointee.avail_in = UInt32(input.count)
  }

  /// Runs `step`, zlib's inflate or deflate, with `room` bytes at the end of `output`.
  func write(_ room: Int, to output: inout [UInt8], step: (ZlibStream) -> Int32) -> ZlibStep {
    var result: Int32 = Z_OK
    output.append(addingCapacity: room) { span in
      // zlib writes `room - avail_out` bytes to the free capacity, from its start.
      unsafe span.withUnsafeMutableBufferPointer { buffer, count in
        unsafe pointee.next_out = buffer.baseAddress
        unsafe pointee.avail_out = UInt32(room)
        result = unsafe step(self)
        count = unsafe room - Int(pointee.avail_out)
      }
    }
    return unsafe ZlibStep(result: result, written: room - Int(pointee.avail_out), isFull: pointee.avail_out == 0)
  }

  /// Frees the memory that the state stood in, after the state.
  func free() {
    // Made by `make`, and not used again.
    unsafe deinitialize(count: 1)
    unsafe deallocate()
  }
}

/// What one call of zlib did.
struct ZlibStep {
  /// zlib's return code.
  var result: Int32
  /// How many bytes it wrote.
  var written: Int
  /// Whether it used all the room, so that there may be more.
  var isFull: Bool
}
