import CTautOpenSSL

/// Unpredictable bytes from libcrypto's generator, which the kernel seeds.
public enum SystemRandom {
  /// Fills `buffer`.
  ///
  /// Ends the process when the system has no randomness: nothing that follows would be safe.
  public static func fill(_ buffer: UnsafeMutableRawBufferPointer) {
    guard let base = buffer.baseAddress else { return }
    // Writes `count` bytes to a buffer that the caller owns.
    let result = unsafe RAND_bytes(base.assumingMemoryBound(to: UInt8.self), Int32(buffer.count))
    guard result == 1 else { fatalError("the system has no randomness") }
  }

  /// `count` fresh bytes.
  public static func bytes(count: Int) -> [UInt8] {
    // The whole capacity is filled.
    unsafe Array(unsafeUninitializedCapacity: count) { buffer, filled in
      unsafe fill(UnsafeMutableRawBufferPointer(buffer))
      filled = count
    }
  }

  /// A fresh UUID of version 4 as text, such as `"9b2f2c3e-5c0d-4f4e-8d0a-0c9a1c2f7e11"`.
  ///
  /// RFC 9562, 5.4.
  public static func uuid() -> String {
    var bytes = bytes(count: 16)
    bytes[6] = bytes[6] & 0x0F | 0x40  // version 4
    bytes[8] = bytes[8] & 0x3F | 0x80  // variant 10
    var text = Hexadecimal.encode(bytes.span)
    for position in [20, 16, 12, 8] { text.insert(UInt8(ascii: "-"), at: position) }
    return String(decoding: text, as: UTF8.self)
  }
}
