import CTautOpenSSL
import Testing

@testable import TautTLS

@Suite struct TLSSessionTests {
  let files = Certificates.shared

  private func server() throws -> TLSContext {
    try .server(certificateFile: files.server, keyFile: files.key)
  }

  private func client(_ trust: TLSTrust? = nil) throws -> TLSContext {
    try .client(trust: trust ?? .file(files.authority))
  }

  // MARK: - What is said arrives

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

  @Test(arguments: [1, 16_384, 16_385, 1_000_000], [1, 977, Int.max])
  func `bytes of any number arrive`(count: Int, cut: Int) throws {
    guard count < 1_000_000 || cut > 1 else { return }
    let pair = try Pair()
    pair.handshake()
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
    try pair.client.send(bytes)
    pair.server.receive(pair.client.take(), cut: cut)
    #expect(pair.server.received == bytes)
    try pair.server.send(bytes)
    pair.client.receive(pair.server.take(), cut: cut)
    #expect(pair.client.received == bytes)
  }

  @Test func `writing nothing sends nothing`() throws {
    let pair = try Pair()
    pair.handshake()
    try pair.client.send([])
    #expect(pair.client.buffers.isEmpty)
  }

  @Test func `several writes leave together`() throws {
    let pair = try Pair()
    pair.handshake()
    for part in ["a", "b", "c"] { try pair.server.send(Array(part.utf8)) }
    pair.exchange()
    #expect(pair.client.received == Array("abc".utf8))
  }

  @Test func `TLS 1.2 is spoken with those who speak nothing newer`() throws {
    let pair = try Pair(client: Foreign.client(version: TLS1_2_VERSION), server: server())
    pair.handshake()
    #expect(pair.server.session.version == "TLSv1.2")
    #expect(pair.server.session.cipher.hasPrefix("ECDHE-"))
    try pair.client.send([1, 2, 3])
    pair.exchange()
    #expect(pair.server.received == [1, 2, 3])
  }

  @Test func `a handshake that is done stays done`() throws {
    let pair = try Pair()
    pair.handshake()
    #expect(try pair.client.session.handshake() == .done)
  }

  // MARK: - The end

  @Test func `the end of what a peer sends is told`() throws {
    let pair = try Pair()
    pair.handshake()
    try pair.client.send([7])
    pair.client.session.close()
    pair.exchange()
    #expect(pair.server.received == [7])
    #expect(pair.server.isClosed)
    #expect(!pair.client.isClosed)
  }

  @Test func `closing before the handshake says nothing`() throws {
    let buffers = TLSBuffers()
    let session = try TLSSession(server: server(), buffers: buffers)
    session.close()
    #expect(buffers.isEmpty)
  }

  @Test func `a truncated record waits for its rest`() throws {
    let pair = try Pair()
    pair.handshake()
    try pair.client.send([1, 2, 3])
    let record = pair.client.take()
    for count in 0..<record.count - 1 { pair.server.receive([record[count]]) }
    #expect(pair.server.received.isEmpty && pair.server.error == nil)
    pair.server.receive([record.last!])
    #expect(pair.server.received == [1, 2, 3])
  }

  @Test func `a record that was tampered with is refused`() throws {
    let pair = try Pair()
    pair.handshake()
    try pair.client.send([1, 2, 3])
    var record = pair.client.take()
    record[record.count - 1] ^= 1
    pair.server.receive(record)
    #expect(pair.server.error == .record(reason: "decryption failed or bad record mac"))
    pair.client.receive(pair.server.take())
    #expect(pair.client.error == .alert(name: "bad record mac"))
  }

  @Test func `a client may not negotiate again`() throws {
    let pair = try Pair(client: Foreign.client(version: TLS1_2_VERSION), server: server())
    pair.handshake()
    // The session is valid; the next write begins a handshake, and has to wait for it.
    unsafe SSL_renegotiate(pair.client.session.ssl)
    #expect(throws: TLSError.self) { try pair.client.send([1]) }
    pair.exchange()
    #expect(pair.server.received.isEmpty)
    #expect(pair.client.error == .record(reason: "no renegotiation"))
  }

  // MARK: - Whom to trust

  @Test(arguments: [
    "localhost", "localhost.", "LOCALHOST", "127.0.0.1", "::1", "a.example.com", "b.example.com.",
  ])
  func `a server is who its certificate names`(host: String) throws {
    let pair = try Pair(client: client(), server: server(), host: host)
    pair.handshake()
    #expect(pair.client.isReady)
    try pair.client.send([1])
    pair.exchange()
    #expect(pair.server.received == [1])
  }

  @Test(arguments: [
    ("example.org", "hostname mismatch"), ("example.com", "hostname mismatch"),
    ("a.b.example.com", "hostname mismatch"), ("127.0.0.2", "IP address mismatch"), ("::2", "IP address mismatch"),
    ("localhost.example.org", "hostname mismatch"),
  ])
  func `a server with another name is refused`(host: String, reason: String) throws {
    let pair = try Pair(client: client(), server: server(), host: host)
    pair.handshake()
    #expect(pair.client.error == .untrusted(host: host, reason: reason))
    #expect(!pair.client.isReady && !pair.server.isReady)
    #expect(pair.server.error == .alert(name: "bad certificate"))
  }

  @Test func `a server that nobody known vouches for is refused`() throws {
    let pair = try Pair(client: client(.file(files.stranger)), server: server())
    pair.handshake()
    #expect(pair.client.error == .untrusted(host: "localhost", reason: "unable to get local issuer certificate"))
    #expect(pair.server.error == .alert(name: "unknown ca"))
  }

  @Test func `the system does not trust the authority of a test`() throws {
    let pair = try Pair(client: client(.system), server: server())
    pair.handshake()
    #expect(pair.client.error == .untrusted(host: "localhost", reason: "unable to get local issuer certificate"))
  }

  @Test func `a server whose certificate has expired is refused`() throws {
    let pair = try Pair(
      client: client(), server: .server(certificateFile: files.expired, keyFile: files.key))
    pair.handshake()
    #expect(pair.client.error == .untrusted(host: "localhost", reason: "certificate has expired"))
    #expect(pair.server.error == .alert(name: "certificate expired"))
  }

  @Test func `a server may be trusted by its own certificate`() throws {
    let pair = try Pair(client: client(.file(files.server)), server: server())
    pair.handshake()
    #expect(pair.client.isReady)
  }

  @Test func `who trusts everybody reaches everybody`() throws {
    let pair = try Pair(
      client: client(TLSTrust.none), server: .server(certificateFile: files.expired, keyFile: files.key),
      host: "example.org")
    pair.handshake()
    #expect(pair.client.isReady && pair.server.isReady)
  }

  @Test func `a name that is too long for DNS is no host`() throws {
    #expect(throws: TLSError.self) {
      try TLSSession(client: client(), host: String(repeating: "x", count: 300), buffers: TLSBuffers())
    }
  }

  @Test func `a server that wants a certificate gets it`() throws {
    let pair = try Pair(
      client: .client(trust: .file(files.authority), certificateFile: files.client, keyFile: files.key),
      server: .server(certificateFile: files.server, keyFile: files.key, clientTrustFile: files.authority))
    pair.handshake()
    #expect(pair.client.isReady && pair.server.isReady)
  }

  @Test func `a client without the certificate that a server wants is refused`() throws {
    let pair = try Pair(
      client: client(),
      server: .server(certificateFile: files.server, keyFile: files.key, clientTrustFile: files.authority))
    pair.handshake()
    #expect(pair.server.error == .handshake(reason: "peer did not return a certificate"))
    #expect(pair.client.error == .alert(name: "certificate required"))
  }

  @Test func `a client whose certificate a server does not trust is refused`() throws {
    let pair = try Pair(
      client: .client(trust: .file(files.authority), certificateFile: files.combined),
      server: .server(certificateFile: files.server, keyFile: files.key, clientTrustFile: files.stranger))
    pair.handshake()
    #expect(pair.server.error == .untrusted(host: nil, reason: "self-signed certificate in certificate chain"))
    #expect(pair.client.error == .alert(name: "unknown ca"))
  }

  // MARK: - What to speak

  @Test func `both ends agree on HTTP 1.1`() throws {
    let pair = try Pair()
    pair.handshake()
    #expect(pair.client.session.applicationProtocolName == "http/1.1")
    #expect(pair.server.session.applicationProtocolName == "http/1.1")
  }

  @Test(arguments: [[], ["http/1.1"], ["h2", "http/1.1"], ["http/1.1", "h2"]])
  func `a client that can speak HTTP 1.1 is served`(protocols: [String]) throws {
    let pair = try Pair(client: Foreign.client(protocols: protocols), server: server())
    pair.handshake()
    #expect(pair.server.isReady)
    #expect(pair.server.session.applicationProtocolName == (protocols.isEmpty ? nil : "http/1.1"))
  }

  @Test(arguments: [["h2"], ["http/1.0", "http/1.11", "h2"]])
  func `a client that cannot is refused with an alert`(protocols: [String]) throws {
    let pair = try Pair(client: Foreign.client(protocols: protocols), server: server())
    pair.handshake()
    #expect(pair.server.error == .applicationProtocol)
    #expect(pair.client.error == .alert(name: "no application protocol"))
  }

  @Test func `a server that ignores the question is accepted`() throws {
    let pair = try Pair(client: client(), server: Foreign.server())
    pair.handshake()
    #expect(pair.client.isReady)
    #expect(pair.client.session.applicationProtocolName == nil)
  }

  @Test func `a server that picks what was not offered is refused`() throws {
    let pair = try Pair(client: client(), server: Foreign.server(picksOther: true))
    pair.handshake()
    #expect(pair.client.error == .handshake(reason: "bad extension"))
  }

  @Test(arguments: [TLS1_VERSION, TLS1_1_VERSION])
  func `a client that speaks nothing newer than TLS 1.1 is refused`(version: Int32) throws {
    let pair = try Pair(client: Foreign.client(version: version), server: server())
    pair.handshake()
    #expect(pair.server.error == .handshake(reason: "unsupported protocol"))
    #expect(pair.client.error == .alert(name: "protocol version"))
  }

  @Test func `a server that speaks nothing newer than TLS 1.1 is refused`() throws {
    let pair = try Pair(client: client(), server: Foreign.server(version: TLS1_1_VERSION))
    pair.handshake()
    #expect(pair.client.error == .alert(name: "protocol version"))
  }

  @Test(arguments: [
    ("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", TLSError.plainHTTP),
    ("POST / HTTP/1.1\r\n", .plainHTTP),
    ("CONNECT a:1 HTTP/1.1\r\n", .plainHTTP),
    ("SSH-2.0-OpenSSH_9.2\r\n", .notTLS),
    ("\0\0\0\0\0\0\0\0\0\0\0\0", .notTLS),
  ])
  func `what is not TLS is told from what is`(text: String, error: TLSError) throws {
    for cut in [1, 5, Int.max] {
      let end = try End(TLSSession(server: server(), buffers: TLSBuffers()))
      end.receive(Array(text.utf8), cut: cut)
      #expect(end.error == error)
      #expect(end.session.takeUnread().isEmpty)
    }
  }

  @Test func `a server that does not speak TLS is told`() throws {
    let end = try End(TLSSession(client: client(), host: "localhost", buffers: TLSBuffers()))
    end.receive([])
    end.receive(Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8))
    #expect(end.error == .notTLS)
  }

  // MARK: - Who the other is

  @Test func `a client names the host that it wants`() throws {
    let pair = try Pair(client: client(), server: server(), host: "a.example.com.")
    pair.handshake()
    #expect(pair.server.session.requestedHost == "a.example.com")
  }

  @Test func `an address is not named`() throws {
    let pair = try Pair(client: client(), server: server(), host: "127.0.0.1")
    pair.handshake()
    #expect(pair.server.session.requestedHost == nil)
  }

  @Test func `the agreement and the names of the certificate can be read`() throws {
    let pair = try Pair()
    pair.handshake()
    #expect(pair.client.session.version == "TLSv1.3")
    #expect(pair.client.session.cipher.hasPrefix("TLS_"))
    #expect(pair.client.session.peerNames == ["localhost", "*.example.com", "127.0.0.1", "::1"])
    #expect(pair.server.session.peerNames.isEmpty)
  }

  // MARK: - Shared buffers

  @Test func `sessions of one loop do not take each other's bytes`() throws {
    let context = try server()
    let buffers = TLSBuffers()
    let first = try TLSSession(server: context, buffers: buffers)
    let second = try TLSSession(server: context, buffers: buffers)
    let bytes = Array("GET / HTTP/1.1\r\n".utf8)
    // The array outlives both calls.
    try unsafe bytes.span.withUnsafeBytes { bytes throws in
      unsafe first.feed(bytes)
      #expect(try second.handshake() == .wantsMore)
      #expect(second.takeUnread().isEmpty)
      #expect(throws: TLSError.plainHTTP) { try first.handshake() }
    }
  }

  @Test func `what was not taken can be had back`() throws {
    let session = try TLSSession(server: server(), buffers: TLSBuffers())
    let bytes: [UInt8] = [22, 3, 1]
    // The array outlives the calls.
    unsafe bytes.span.withUnsafeBytes { bytes in
      unsafe session.feed(bytes)
      #expect(session.takeUnread() == [22, 3, 1])
      #expect(session.takeUnread() == [])
    }
  }

  @Test func `a session that ends leaves nothing of its own behind`() throws {
    let buffers = TLSBuffers()
    let context = try server()
    let bytes: [UInt8] = [22, 3, 1]
    // The array outlives the calls.
    try unsafe bytes.span.withUnsafeBytes { bytes throws in
      try unsafe TLSSession(server: context, buffers: buffers).feed(bytes)
      let session = try TLSSession(server: context, buffers: buffers)
      unsafe session.feed(bytes)
      #expect(session.takeUnread() == [22, 3, 1])
    }
  }
}
