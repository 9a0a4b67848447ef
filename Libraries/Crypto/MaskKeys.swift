/// The keys that a client masks its frames with, drawn 1,024 at a time.
///
/// RFC 6455, 5.3: each key is unpredictable and fresh. Asking libcrypto for four bytes per frame would cost more than
/// the frame, so a source asks for 4 KiB. Keep one per event loop.
public struct MaskKeys: ~Copyable {
  private var keys: [UInt32] = []
  private var used = 0

  /// A source that draws when it is first asked.
  public init() {}

  /// A key that has not been used before.
  public mutating func next() -> UInt32 {
    if used == keys.count { refill() }
    defer { used += 1 }
    return keys[used]
  }

  private mutating func refill() {
    // All 1,024 keys are filled; any bit pattern is a UInt32.
    unsafe keys = Array(unsafeUninitializedCapacity: 1024) { buffer, count in
      unsafe SystemRandom.fill(UnsafeMutableRawBufferPointer(buffer))
      count = 1024
    }
    used = 0
  }
}
