import TautBytes
import Testing

@testable import TautHandshake

@Suite struct BodyDecoderTests {
  @Test(arguments: pieceSizes)
  func `a body with a length ends after that many bytes`(size: Int) throws {
    #expect(try decodeBody("hello, rest", .length(5), by: size) == DecodedBody(body: "hello", used: 5))
    #expect(try decodeBody("hell", .length(5), by: size) == DecodedBody(body: "hell", used: nil))
  }

  @Test func `no body and a body of no bytes are complete at once`() throws {
    for framing in [BodyFraming.none, .length(0)] {
      var decoder = try BodyDecoder(framing, limit: 0)
      #expect(decoder.isComplete)
      #expect(try [UInt8]("rest".utf8).withBytes { try decoder.receive($0) } == 0)
      try decoder.receiveEnd()
    }
  }

  // RFC 9112, 7.1.
  @Test(arguments: [
    ("5\r\nhello\r\n0\r\n\r\n", "hello"),
    ("5\r\nhello\r\n7\r\n, world\r\n0\r\n\r\n", "hello, world"),
    ("00A\r\n0123456789\r\na\r\n0123456789\r\n000\r\n\r\n", "01234567890123456789"),
    ("5;name=\"va;lue\";x\r\nhello\r\n0;y\r\n\r\n", "hello"),
    ("5\r\nhello\r\n0\r\nTrailer: x\r\nOther: \ty\r\n\r\n", "hello"),
    ("2\r\n\r\n\r\n0\r\n\r\n", "\r\n"),
    ("0\r\n\r\n", ""),
  ])
  func `chunks are joined, and extensions and trailers are dropped`(text: String, body: String) throws {
    for size in pieceSizes {
      let decoded = try decodeBody(text + "rest", .chunked, by: size)
      #expect(decoded == DecodedBody(body: body, used: text.utf8.count))
    }
    for end in 0..<text.utf8.count {
      #expect(try decodeBody(String(decoding: Array(text.utf8)[..<end], as: UTF8.self), .chunked, by: 3).used == nil)
    }
  }

  @Test(arguments: [
    ("\r\n", BodyError.invalidChunkSize), ("g\r\n", .invalidChunkSize), (" 5\r\n", .invalidChunkSize),
    ("5 \r\n", .invalidChunkSize), ("+5\r\n", .invalidChunkSize), ("0x5\r\n", .invalidChunkSize),
    (";x\r\n", .invalidChunkSize),
    ("0000000000000005\r\n", .invalidChunkSize), ("5\n", .invalidChunkSize),
    ("5\r\r", .malformedChunk), ("5;x\n", .malformedChunk), ("5;x\0\r\n", .malformedChunk),
    ("5\r\nhello\n", .malformedChunk), ("5\r\nhello!\r\n", .malformedChunk), ("5\r\nhello\r\r", .malformedChunk),
    ("0\r\n\n", .malformedChunk), ("0\r\nA: b\n\r\n", .malformedChunk), ("0\r\nA: b\r\r", .malformedChunk),
    ("0\r\n\rX", .malformedChunk),
  ])
  func `chunks that break the grammar are refused`(text: String, error: BodyError) {
    #expect(bodyError(text, .chunked) == error)
  }

  @Test func `lines and trailers of chunks are bounded`() {
    let long = String(repeating: "x", count: 252)
    #expect(bodyError("5;" + long + "\r\nhello\r\n0\r\n\r\n", .chunked) == nil)
    #expect(bodyError("5;" + long + "xxx", .chunked) == .chunkLineTooLong(limit: 256))
    let trailers = String(repeating: "A: b\r\n", count: 1365)
    #expect(bodyError("0\r\n" + trailers + "\r\n", .chunked) == nil)
    #expect(bodyError("0\r\n" + trailers + "A: b", .chunked) == .trailersTooLarge(limit: 8192))
  }

  @Test func `a body over the limit is refused before it is kept`() throws {
    #expect(try decodeBody("hello", .length(5), limit: 5, by: 1).used == 5)
    #expect(bodyError("", .length(6), limit: 5) == .tooLarge(size: 6, limit: 5))
    #expect(bodyError("3\r\nabc\r\n3\r\n", .chunked, limit: 5) == .tooLarge(size: 6, limit: 5))
    #expect(bodyError("fffffffffffffff\r\n", .chunked, limit: 5) == .tooLarge(size: 0x0fff_ffff_ffff_ffff, limit: 5))
    #expect(bodyError("abcdef", .untilClose, limit: 5) == .tooLarge(size: 6, limit: 5))
  }

  @Test func `the end of the connection ends a body without a length and cuts off any other`() throws {
    var decoder = try BodyDecoder(.untilClose, limit: 5)
    #expect(try [UInt8]("hello".utf8).withBytes { try decoder.receive($0) } == nil)
    try decoder.receiveEnd()
    #expect(decoder.isComplete)
    for framing in [BodyFraming.length(5), .chunked] {
      var decoder = try BodyDecoder(framing, limit: 5)
      #expect(throws: BodyError.truncated) { try decoder.receiveEnd() }
    }
  }

  @Test(arguments: [
    (BodyError.tooLarge(size: 6, limit: 5), 413, "the body has at least 6 bytes and the limit is 5 bytes"),
    (.invalidChunkSize, 400, "a chunk's size is not one to fifteen hexadecimal digits"),
    (.chunkLineTooLong(limit: 256), 400, "a chunk's line is longer than the limit of 256 bytes"),
    (.malformedChunk, 400, "a chunk or its line does not end with CRLF where it must"),
    (.trailersTooLarge(limit: 8192), 400, "the trailers are larger than the limit of 8192 bytes"),
    (.truncated, 400, "the connection ended before the body did"),
  ])
  func `each error has a status and one line that says why`(error: BodyError, status: Int, text: String) {
    #expect(error.status.code == status)
    #expect(error.description == text)
  }
}
