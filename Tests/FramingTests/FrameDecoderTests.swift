import TautBytes
import TautFraming
import Testing

@Suite struct FrameDecoderTests {
  let hello = Array("Hello".utf8)

  // MARK: RFC 6455, section 5.7, examples

  @Test func `a single-frame unmasked text message`() {
    expect([0x81, 0x05, 0x48, 0x65, 0x6C, 0x6C, 0x6F], to: .client, gives: [.text("Hello")])
  }

  @Test func `a single-frame masked text message`() {
    let bytes: [UInt8] = [0x81, 0x85, 0x37, 0xFA, 0x21, 0x3D, 0x7F, 0x9F, 0x4D, 0x51, 0x58]
    expect(bytes, to: .server, gives: [.text("Hello")])
  }

  @Test func `a fragmented unmasked text message`() {
    expect([0x01, 0x03, 0x48, 0x65, 0x6C, 0x80, 0x02, 0x6C, 0x6F], to: .client, gives: [.text("Hello")])
  }

  @Test func `an unmasked ping and a masked pong`() {
    expect([0x89, 0x05, 0x48, 0x65, 0x6C, 0x6C, 0x6F], to: .client, gives: [.ping(hello)])
    let pong: [UInt8] = [0x8A, 0x85, 0x37, 0xFA, 0x21, 0x3D, 0x7F, 0x9F, 0x4D, 0x51, 0x58]
    expect(pong, to: .server, gives: [.pong(hello)])
  }

  @Test func `256 bytes of binary data in a single unmasked frame`() {
    let payload = (0...255).map { UInt8($0) }
    expect([0x82, 0x7E, 0x01, 0x00] + payload, to: .client, gives: [.message(.binary, payload)])
  }

  @Test func `64 KiB of binary data in a single unmasked frame`() {
    let payload = [UInt8](repeating: 7, count: 65_536)
    expect([0x82, 0x7F, 0, 0, 0, 0, 0, 1, 0, 0] + payload, to: .client, gives: [.message(.binary, payload)])
  }

  // MARK: Both roles

  @Test(arguments: [0, 1, 2, 7, 8, 124, 125, 126, 127, 128, 300, 65_535, 65_536, 66_000])
  func `a message of any length is decoded`(length: Int) {
    let payload = (0..<length).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    for role in Role.allCases {
      var reader = Reader(role)
      reader.receive(frame(to: role, 0x82, payload))
      #expect(reader.received == [.message(.binary, payload)])
      #expect(reader.parts.isEmpty, "a whole message is not given out in parts")
    }
  }

  @Test func `several frames in one buffer come one after the other`() {
    expectOfBothRoles(gives: [.text("one"), .ping([]), .message(.binary, [2]), .text(""), .text("a longer third one")])
    {
      let frames = [frame(to: $0, 0x81, "one"), frame(to: $0, 0x89), frame(to: $0, 0x82, [2]), frame(to: $0, 0x81)]
      return Array(frames.joined()) + frame(to: $0, 0x81, "a longer third one")
    }
  }

  @Test func `payloads are unmasked where they lie`() throws {
    var bytes = frame(to: .server, 0x81, "Hello, hello") + frame(to: .server, 0x89, "ping")
    var decoder = FrameDecoder(role: .server)
    var position = 0
    let events = try bytes.withMutableBytes { span throws(FrameError) in
      let end = span.byteCount
      return [try decoder.next(&span, &position, end), try decoder.next(&span, &position, end)]
    }
    #expect(events == [.message(.text, 6..<18), .ping(24..<28)])
    #expect(String(decoding: bytes[6..<18], as: UTF8.self) == "Hello, hello")
    #expect(String(decoding: bytes[24..<28], as: UTF8.self) == "ping")
    #expect(position == bytes.count)
  }

  @Test func `only the bytes up to the end count`() throws {
    var bytes = frame(to: .server, 0x81, "Hello, hello") + [0xFF, 0xFF]
    var decoder = FrameDecoder(role: .server)
    var position = 0
    let end = bytes.count - 2
    let events = try bytes.withMutableBytes { span throws(FrameError) in
      [try decoder.next(&span, &position, end), try decoder.next(&span, &position, end)]
    }
    #expect(events == [.message(.text, 6..<18), nil])
  }

  // MARK: Consumption

  @Test func `a header is taken when it is complete, and its payload as it comes`() {
    var reader = Reader(.server)
    let bytes = frame(to: .server, 0x82, [UInt8](repeating: 1, count: 300))
    for piece in [bytes[..<3], bytes[3..<8], bytes[8..<100], bytes[100...]] { reader.receive(piece) }
    #expect(reader.mostUnconsumed == 3)
    #expect(
      reader.parts == [
        MessagePart(kind: .binary, range: 0..<92, isFirst: true, isLast: false, remainingInFrame: 208),
        MessagePart(kind: .binary, range: 0..<208, isFirst: false, isLast: true),
      ])
  }

  @Test func `the bound of what is left is reached by a ping that lacks its last byte`() {
    // A control frame's header has six bytes at most; the constant leaves room for the longest header of all.
    var reader = Reader(.server)
    reader.receive(frame(to: .server, 0x89, [UInt8](repeating: 1, count: 125)).dropLast())
    #expect(reader.mostUnconsumed == 130)
    #expect(FrameDecoder.maxUnconsumed == 138)
  }

  @Test func `a payload that comes after its header is still one message`() {
    var reader = Reader(.client)
    reader.receive([0x81, 0x05])
    reader.receive(hello)
    #expect(reader.received == [.text("Hello")])
    #expect(reader.parts.isEmpty)
  }

  @Test func `an error is repeated and nothing more is decoded`() {
    var bytes = frame(0x83) + frame(0x81, hello)
    var decoder = FrameDecoder(role: .client)
    for _ in 1...2 {
      #expect(throws: FrameError.reservedOpcode(3)) {
        var position = 0
        _ = try bytes.withMutableBytes { try decoder.next(&$0, &position, $0.byteCount) }
      }
    }
  }

  // MARK: Cost

  @Test func `100000 fragments of one byte are one message`() {
    var reader = Reader(.server)
    let fragment = frame(to: .server, 0x00, [0x61])
    reader.receive(frame(to: .server, 0x01, [0x61]))
    let many = [UInt8]((0..<1_000).map { _ in fragment }.joined())
    for _ in 0..<100 { reader.receive(many) }
    reader.receive(frame(to: .server, 0x80))
    #expect(reader.received == [.message(.text, [UInt8](repeating: 0x61, count: 100_001))])
  }

  @Test func `an event and a decoder are small`() {
    #expect(MemoryLayout<FrameEvent>.size <= 40)
    #expect(MemoryLayout<FrameDecoder>.size <= 96)
  }
}
