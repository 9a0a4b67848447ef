import Glibc

/// Bytes that the kernel did not take yet, in order.
///
/// It exists only while there are such bytes, so a stream that keeps up owns no buffer.
@safe final class Backlog {
  private var memory: UnsafeMutableRawPointer
  private var capacity: Int
  private var head = 0
  private(set) var count = 0

  init(capacity: Int) {
    self.capacity = max(capacity, 4096)
    unsafe memory = .allocate(byteCount: self.capacity, alignment: 16)
  }

  deinit {
    unsafe memory.deallocate()
  }

  /// The bytes from the oldest on.
  ///
  /// Valid until the next call of a method that changes them.
  var bytes: UnsafeRawBufferPointer {
    unsafe UnsafeRawBufferPointer(start: memory + head, count: count)
  }

  /// Adds a copy of `bytes` at the end.
  func append(_ bytes: UnsafeRawBufferPointer) {
    guard bytes.count > 0, let base = bytes.baseAddress else { return }
    if head + count + bytes.count > capacity { makeRoom(bytes.count) }
    unsafe (memory + head + count).copyMemory(from: base, byteCount: bytes.count)
    count += bytes.count
  }

  /// Drops `count` bytes from the front.
  func removeFirst(_ count: Int) {
    head += count
    self.count -= count
    if self.count == 0 { head = 0 }
  }

  private func makeRoom(_ extra: Int) {
    if count + extra <= capacity / 2 {
      unsafe memory.copyMemory(from: memory + head, byteCount: count)
    } else {
      while capacity < count + extra { capacity *= 2 }
      let larger = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 16)
      unsafe larger.copyMemory(from: memory + head, byteCount: count)
      unsafe memory.deallocate()
      unsafe memory = larger
    }
    head = 0
  }
}
