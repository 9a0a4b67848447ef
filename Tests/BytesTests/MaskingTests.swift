import TautBytes
import Testing

@Suite struct MaskingTests {
  let key: UInt32 = 0x37FA_213D
  let keyBytes: [UInt8] = [0x37, 0xFA, 0x21, 0x3D]

  /// The algorithm as RFC 6455, section 5.3, states it.
  func masked(_ bytes: [UInt8], phase: Int = 0) -> [UInt8] {
    bytes.enumerated().map { $1 ^ keyBytes[($0 + phase) % 4] }
  }

  @Test(arguments: Array(0...40) + [64, 127, 1000, 4099])
  func `a payload is masked as the RFC states, whatever its length and phase`(length: Int) {
    let plain = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ 3) }
    for phase in 0..<9 {
      var bytes = plain
      bytes.withMutableBytes { _ = Masking.apply(key: key, to: &$0, in: 0..<length, phase: phase) }
      #expect(bytes == masked(plain, phase: phase))
    }
  }

  @Test func `masking twice restores the payload`() {
    var bytes = Array("Hello, masked world".utf8)
    bytes.withMutableBytes { span in
      let range = span.byteOffsets
      Masking.apply(key: key, to: &span, in: range)
      Masking.apply(key: key, to: &span, in: range)
    }
    #expect(bytes == Array("Hello, masked world".utf8))
  }

  @Test func `only the range is touched`() {
    var bytes = [UInt8](repeating: 0, count: 24)
    bytes.withMutableBytes { _ = Masking.apply(key: key, to: &$0, in: 3..<16) }
    #expect(bytes == [0, 0, 0] + masked([UInt8](repeating: 0, count: 13)) + [UInt8](repeating: 0, count: 8))
  }

  @Test func `an empty payload is ASCII and stays empty`() {
    var bytes: [UInt8] = []
    #expect(bytes.withMutableBytes { Masking.apply(key: key, to: &$0, in: 0..<0) })
    #expect(unsafe Masking.apply(key: key, to: UnsafeMutableRawBufferPointer(start: nil, count: 0)))
  }

  @Test func `memory of one's own is masked like a span`() {
    let plain = Array("0123456789abcdef!".utf8)
    var bytes = plain
    let isASCII = unsafe bytes.withUnsafeMutableBytes { unsafe Masking.apply(key: key, to: $0, phase: 2) }
    #expect(bytes == masked(plain, phase: 2))
    #expect(!isASCII)
  }

  @Test(arguments: 1...33)
  func `a byte above 127 is noticed wherever it stands`(length: Int) {
    for place in 0..<length {
      var plain = [UInt8](repeating: 0x41, count: length)
      plain[place] = 0x80
      var bytes = masked(plain)
      #expect(bytes.withMutableBytes { !Masking.apply(key: key, to: &$0, in: 0..<length) })
      bytes = masked([UInt8](repeating: 0x41, count: length))
      #expect(bytes.withMutableBytes { Masking.apply(key: key, to: &$0, in: 0..<length) })
    }
  }

  @Test func `a key turns by one byte per byte of payload`() {
    #expect(
      (0...5).map { Masking.rotated(0x0102_0304, by: $0) } == [
        0x0102_0304, 0x0203_0401, 0x0304_0102, 0x0401_0203, 0x0102_0304, 0x0203_0401,
      ])
  }
}
