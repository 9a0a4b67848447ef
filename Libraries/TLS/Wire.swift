import CTautOpenSSL
import Glibc

/// Where the sessions of one event loop read and write their records.
@safe
struct Wire {
  /// What one session was fed and has not taken yet.
  var input = unsafe UnsafeRawBufferPointer(start: nil, count: 0)
  /// The BIO of that session.
  var reader: OpaquePointer?
  /// The records that one session has written.
  var output = unsafe UnsafeMutableRawBufferPointer(start: nil, count: 0)
  /// How many bytes of `output` are used.
  var outputCount = 0
  /// The BIO of that session.
  var writer: OpaquePointer?

  /// Moves up to `count` bytes of input to `destination` and says how many.
  mutating func read(into destination: UnsafeMutableRawPointer, count: Int) -> Int {
    let count = unsafe min(count, input.count)
    guard count > 0 else { return 0 }
    // OpenSSL has room for `count` bytes; the input is valid while a session is fed.
    unsafe memcpy(destination, input.baseAddress!, count)
    unsafe input = UnsafeRawBufferPointer(rebasing: input[count...])
    return count
  }

  /// Appends `count` bytes to the output.
  mutating func write(_ source: UnsafeRawPointer, count: Int) {
    if unsafe output.count - outputCount < count { grow(by: count) }
    // There is room now, and `source` holds `count` bytes.
    unsafe memcpy(output.baseAddress! + outputCount, source, count)
    outputCount += count
  }

  private mutating func grow(by count: Int) {
    let capacity = unsafe max(output.count * 2, outputCount + count, 32 * 1024)
    // realloc moves the bytes; the old address is not used again.
    guard let base = unsafe realloc(output.baseAddress, capacity) else { fatalError("no memory for tls records") }
    unsafe output = UnsafeMutableRawBufferPointer(start: base, count: capacity)
  }

  /// Forgets what the session of `bio` was fed.
  mutating func forget(_ bio: OpaquePointer) {
    guard unsafe reader == bio else { return }
    unsafe input = UnsafeRawBufferPointer(start: nil, count: 0)
    unsafe reader = nil
  }

  /// Forgets the output, and gives memory back that only a burst needed.
  mutating func removeOutput() {
    outputCount = 0
    unsafe writer = nil
    if unsafe output.count > 1 << 20 { freeOutput() }
  }

  mutating func freeOutput() {
    // Allocated by `realloc`, and not used again.
    unsafe Glibc.free(output.baseAddress)
    unsafe output = UnsafeMutableRawBufferPointer(start: nil, count: 0)
  }
}
