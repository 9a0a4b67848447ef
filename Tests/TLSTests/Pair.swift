@testable import TautTLS

/// A client and a server that exchange their records in memory, `cut` bytes at a time.
final class Pair {
  let client: End
  let server: End
  let cut: Int

  init(
    client: TLSContext, server: TLSContext, host: String = "localhost", cut: Int = .max
  ) throws {
    self.client = End(try TLSSession(client: client, host: host, buffers: TLSBuffers()))
    self.server = End(try TLSSession(server: server, buffers: TLSBuffers()))
    self.cut = cut
  }

  /// A pair that trusts each other.
  convenience init(cut: Int = .max) throws {
    let files = Certificates.shared
    try self.init(
      client: .client(trust: .file(files.authority)),
      server: .server(certificateFile: files.server, keyFile: files.key), cut: cut)
  }

  /// Hands records over until neither end has any.
  func exchange() {
    repeat {
      server.receive(client.take(), cut: cut)
      client.receive(server.take(), cut: cut)
    } while !client.buffers.isEmpty
  }

  /// Begins, and exchanges until both ends are quiet.
  func handshake() {
    client.receive([], cut: cut)
    exchange()
  }
}

/// One end: what an event loop does with a session.
final class End {
  let session: TLSSession
  let buffers: TLSBuffers
  var isReady = false
  var isClosed = false
  var received: [UInt8] = []
  var error: TLSError?

  init(_ session: TLSSession) {
    self.session = session
    buffers = session.buffers
  }

  func take() -> [UInt8] {
    defer { buffers.removeCiphertext() }
    return unsafe Array(buffers.ciphertext)
  }

  func receive(_ bytes: [UInt8], cut: Int = .max) {
    guard error == nil else { return }
    do throws(TLSError) {
      guard !bytes.isEmpty else { return try advance() }
      for start in stride(from: 0, to: bytes.count, by: min(cut, bytes.count)) {
        let part = Array(bytes[start..<min(bytes.count, start + min(cut, bytes.count))])
        // The part lives as long as the call, in which the session takes it.
        try unsafe part.span.withUnsafeBytes { part throws(TLSError) in
          unsafe session.feed(part)
          try advance()
        }
      }
    } catch {
      self.error = error
    }
  }

  private func advance() throws(TLSError) {
    guard try session.handshake() == .done else { return }
    isReady = true
    var plaintext = [UInt8](repeating: 0, count: 4096)
    while true {
      // The array lives as long as the call.
      var span = plaintext.mutableSpan
      let reading = try unsafe span.withUnsafeMutableBytes { buffer throws(TLSError) in
        try unsafe session.read(into: buffer)
      }
      switch reading {
      case .bytes(let count): received += plaintext[..<count]
      case .wantsMore: return
      case .closed:
        isClosed = true
        return
      }
    }
  }

  func send(_ bytes: [UInt8]) throws(TLSError) {
    // The array lives as long as the call.
    try unsafe bytes.span.withUnsafeBytes { bytes throws(TLSError) in try unsafe session.write(bytes) }
  }
}
