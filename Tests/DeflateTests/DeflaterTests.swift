import CTautZlib
import Testing

@testable import TautDeflate

@Suite struct DeflaterTests {
  @Test func `a message becomes the bytes of RFC 7692, 7.2.3.1`() throws {
    var deflater = try Deflater(keepsContext: true)
    #expect(deflater.payload(Array("Hello".utf8)) == [0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00])
  }

  @Test func `a second message becomes the bytes of RFC 7692, 7.2.3.2`() throws {
    var deflater = try Deflater(keepsContext: true, level: 6)
    _ = deflater.payload(Array("Hello".utf8))
    #expect(deflater.payload(Array("Hello".utf8)) == [0xF2, 0x00, 0x11, 0x00, 0x00])
  }

  @Test func `without context takeover every message begins anew`() throws {
    var deflater = try Deflater(keepsContext: false)
    for _ in 0..<3 {
      #expect(deflater.payload(Array("Hello".utf8)) == [0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00])
    }
  }

  @Test(arguments: [false, true])
  func `an empty message becomes the byte of RFC 7692, 7.2.3.6`(keepsContext: Bool) throws {
    var deflater = try Deflater(keepsContext: keepsContext)
    var inflater = try Inflater(keepsContext: keepsContext)
    for message in ["", "Hello", "", "", "Hello"] {
      let payload = deflater.payload(Array(message.utf8))
      #expect(!message.isEmpty || payload == [0x00])
      #expect(try inflater.message(payload) == Array(message.utf8))
    }
  }

  @Test func `a payload goes behind what the output holds`() throws {
    var deflater = try Deflater(keepsContext: false)
    var output: [UInt8] = [1, 2]
    let hello = Array("Hello".utf8)
    // The array lives as long as the call.
    unsafe deflater.compress(hello.span.bytes, into: &output)
    #expect(output == [1, 2, 0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00])
  }

  @Test func `a message that does not compress grows by a few bytes only`() throws {
    var deflater = try Deflater(keepsContext: false)
    var numbers = SystemRandomNumberGenerator()
    let noise = (0..<200_000).map { _ in UInt8.random(in: 0...255, using: &numbers) }
    #expect(deflater.payload(noise).count < 200_100)
  }

  @Test func `no memory is an error`() {
    // zlib calls the function with its own arguments.
    #expect(throws: DeflateError.outOfMemory) {
      _ = try unsafe Deflater(windowBits: 15, keepsContext: true, level: 1, memoryLevel: 8) { _, _, _ in nil }
    }
    #expect("\(DeflateError.outOfMemory)" == "no memory to compress")
  }

  // MARK: - Properties

  /// Deflaters for all windows, with and without takeover, at the ends of both scales.
  static let settings = (8...15).flatMap { window in
    [false, true].flatMap { keeps in [(0, 8), (1, 1), (1, 9), (6, 4), (9, 8)].map { (window, keeps, $0.0, $0.1) } }
  }

  @Test(arguments: settings)
  func `what is compressed comes back`(windowBits: Int, keepsContext: Bool, level: Int, memory: Int) throws {
    var deflater = try Deflater(
      windowBits: windowBits, keepsContext: keepsContext, level: level, memoryLevel: memory)
    var inflater = try Inflater(windowBits: windowBits, keepsContext: keepsContext)
    for (index, message) in Messages(seed: UInt64(windowBits), count: 24).enumerated() {
      let payload = deflater.payload(message)
      #expect(payload.suffix(4) != [0x00, 0x00, 0xFF, 0xFF] || payload.count > message.count)
      #expect(try inflater.message(payload, cut: [1, 3, 100, .max][index % 4]) == message)
    }
  }

  @Test(arguments: settings)
  func `no distance exceeds the window`(windowBits: Int, keepsContext: Bool, level: Int, memory: Int) throws {
    var deflater = try Deflater(
      windowBits: windowBits, keepsContext: keepsContext, level: level, memoryLevel: memory)
    for message in Messages(seed: 99, count: 8) {
      if !keepsContext { deflater.reset() }
      var payloads = deflater.payload(message)
      if keepsContext { payloads = try #require(repeated(message, &deflater, first: payloads)) }
      #expect(isInflatable(payloads, windowBits: windowBits))
      deflater.reset()
    }
  }

  /// The payloads of one message sent three times, with their tails.
  private func repeated(_ message: [UInt8], _ deflater: inout Deflater, first: [UInt8]) -> [UInt8]? {
    var all = first
    for _ in 0..<2 { all += [0x00, 0x00, 0xFF, 0xFF] + deflater.payload(message) }
    return all
  }

  /// Whether zlib inflates `bytes` when it has nothing but its window, because it may write one byte at a time.
  private func isInflatable(_ bytes: [UInt8], windowBits: Int) -> Bool {
    var (input, output) = (bytes + [0x00, 0x00, 0xFF, 0xFF], UInt8(0))
    var stream = unsafe z_stream()
    guard unsafe taut_inflateInit2(&stream, -Int32(windowBits)) == Z_OK else { return false }
    defer { unsafe inflateEnd(&stream) }
    // The array and the byte live as long as the closures, in which alone zlib uses them.
    return unsafe input.withUnsafeMutableBufferPointer { input in
      unsafe stream.next_in = input.baseAddress
      unsafe stream.avail_in = UInt32(input.count)
      var result = Z_OK
      while unsafe result == Z_OK && (stream.avail_in > 0 || stream.avail_out == 0) {
        unsafe withUnsafeMutablePointer(to: &output) { output in
          unsafe stream.next_out = output
          unsafe stream.avail_out = 1
          result = unsafe inflate(&stream, Z_SYNC_FLUSH)
        }
      }
      return result == Z_OK || result == Z_BUF_ERROR
    }
  }
}
