import Testing

@testable import TautTLS

@Suite struct TLSBuffersTests {
  @Test func `buffers begin empty`() {
    let buffers = TLSBuffers()
    #expect(buffers.isEmpty)
    #expect(unsafe buffers.ciphertext.isEmpty)
  }

  @Test func `memory of everyday size stays, and that of a burst goes`() throws {
    let pair = try Pair()
    pair.handshake()
    let buffers = pair.server.buffers
    for (count, stays) in [(100, true), (2_000_000, false), (100, true)] {
      try pair.server.send([UInt8](repeating: 1, count: count))
      #expect(unsafe buffers.ciphertext.count > count)
      buffers.removeCiphertext()
      #expect(buffers.isEmpty)
      // The wire lives as long as the buffers.
      #expect(unsafe (buffers.wire.pointee.output.count > 0) == stays)
    }
  }
}
