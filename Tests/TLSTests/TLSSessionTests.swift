import Testing

@testable import TautTLS

@Suite struct TLSSessionTests {
  let files = Certificates.shared

  @Test(arguments: [1, 2, 5, 17, 1000, Int.max])
  func `a client and a server agree however the records are cut`(cut: Int) throws {
    let pair = try Pair(cut: cut)
    pair.handshake()
    #expect(pair.client.isReady && pair.server.isReady)
    try pair.client.send(Array("ping".utf8))
    try pair.server.send(Array("pong".utf8))
    pair.exchange()
    #expect(pair.server.received == Array("ping".utf8))
    #expect(pair.client.received == Array("pong".utf8))
  }
}
