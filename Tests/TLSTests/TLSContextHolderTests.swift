import Synchronization
import Testing

@testable import TautTLS

@Suite struct TLSContextHolderTests {
  let files = Certificates.shared

  @Test func `new connections use the context of the last reload`() throws {
    let certificate = Mutex(files.expired)
    let holder = try TLSContextHolder { [files] () throws(TLSFileError) in
      try .server(certificateFile: certificate.withLock { $0 }, keyFile: files.key)
    }
    let before = holder.current
    #expect(before.warnings.count == 1)
    certificate.withLock { $0 = files.server }
    try holder.reload()
    #expect(holder.current !== before)
    #expect(holder.current.warnings.isEmpty)
  }

  @Test func `a connection goes on through a reload`() throws {
    let holder = try TLSContextHolder { [files] () throws(TLSFileError) in
      try .server(certificateFile: files.server, keyFile: files.key)
    }
    let pair = try Pair(client: .client(trust: .file(files.authority)), server: holder.current)
    pair.handshake()
    try holder.reload()
    try pair.client.send([1])
    pair.exchange()
    #expect(pair.server.received == [1])
  }

  @Test func `a reload that fails says why and keeps the context`() throws {
    let key = Mutex(files.key)
    let holder = try TLSContextHolder { [files] () throws(TLSFileError) in
      try .server(certificateFile: files.server, keyFile: key.withLock { $0 })
    }
    let before = holder.current
    key.withLock { $0 = files.otherKey }
    #expect(throws: TLSFileError.keyMismatch(certificate: files.server, key: files.otherKey)) {
      try holder.reload()
    }
    #expect(holder.current === before)
  }

  @Test func `a holder does not begin with files that are wrong`() {
    #expect(throws: TLSFileError.noKey(path: files.text)) {
      _ = try TLSContextHolder { [files] () throws(TLSFileError) in
        try .server(certificateFile: files.server, keyFile: files.text)
      }
    }
  }
}
