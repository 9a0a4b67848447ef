import TautBytes
import TautFraming
import Testing

@Suite struct FrameHeaderTests {
  static let table: [(FrameHeader, [UInt8])] = [
    (FrameHeader(.text, length: 5), [0x81, 0x05]),
    (FrameHeader(.text, length: 0, isFinal: false), [0x01, 0x00]),
    (FrameHeader(.continuation, length: 125), [0x80, 0x7D]),
    (FrameHeader(.binary, length: 126), [0x82, 0x7E, 0x00, 0x7E]),
    (FrameHeader(.binary, length: 65_535), [0x82, 0x7E, 0xFF, 0xFF]),
    (FrameHeader(.binary, length: 65_536), [0x82, 0x7F, 0, 0, 0, 0, 0, 1, 0, 0]),
    (FrameHeader(.text, length: 7, isCompressed: true), [0xC1, 0x07]),
    (FrameHeader(.close, length: 2), [0x88, 0x02]),
    (FrameHeader(.ping, length: 0, maskingKey: 0x37FA_213D), [0x89, 0x80, 0x37, 0xFA, 0x21, 0x3D]),
    (FrameHeader(.text, length: 300, maskingKey: 0x0102_0304), [0x81, 0xFE, 0x01, 0x2C, 1, 2, 3, 4]),
    (
      FrameHeader(.binary, length: 1 << 40, maskingKey: 0x0102_0304),
      [0x82, 0xFF, 0, 0, 1, 0, 0, 0, 0, 0, 1, 2, 3, 4]
    ),
  ]

  @Test(arguments: table)
  func `a header is encoded as RFC 6455, section 5-2, draws it`(header: FrameHeader, bytes: [UInt8]) {
    var appended: [UInt8] = [0xEE]
    header.append(to: &appended)
    #expect(appended == [0xEE] + bytes)
    #expect(header.encodedLength == bytes.count)
    var encoded = [UInt8](repeating: 0xEE, count: bytes.count + 2)
    let end = encoded.withMutableBytes { header.encode(into: &$0, at: 1) }
    #expect(end == bytes.count + 1)
    #expect(encoded == [0xEE] + bytes + [0xEE])
  }

  @Test func `no header is longer than the longest`() {
    let lengths = Self.table.map(\.0.encodedLength)
    #expect(lengths.max() == FrameHeader.maxEncodedLength)
  }

  @Test func `a whole frame is appended, masked where there is a key`() {
    var bytes: [UInt8] = []
    "Hello".withBytes { FrameHeader(.text, length: 5).append($0, to: &bytes) }
    #expect(bytes == [0x81, 0x05, 0x48, 0x65, 0x6C, 0x6C, 0x6F])
    "Hello".withBytes { FrameHeader(.text, length: 5, maskingKey: 0x37FA_213D).append($0, to: &bytes) }
    #expect(bytes.dropFirst(7) == [0x81, 0x85, 0x37, 0xFA, 0x21, 0x3D, 0x7F, 0x9F, 0x4D, 0x51, 0x58])
  }

  @Test func `what is encoded is decoded`() {
    for (header, _) in Self.table where header.opcode == .binary && header.length < 1 << 20 {
      let payload = [UInt8](repeating: 0x2A, count: header.length)
      var bytes: [UInt8] = []
      payload.withBytes { header.append($0, to: &bytes) }
      expect(bytes, to: header.maskingKey == nil ? .client : .server, gives: [.message(.binary, payload)])
    }
  }
}
