import Testing

@testable import TautTLS

@Suite struct TLSContextTests {
  let files = Certificates.shared

  @Test func `a certificate and its key make a context without warnings`() throws {
    #expect(try TLSContext.server(certificateFile: files.server, keyFile: files.key).warnings == [])
    #expect(try TLSContext.server(certificateFile: files.combined, keyFile: files.combined).warnings == [])
  }

  @Test func `an expired certificate is loaded with a warning`() throws {
    let context = try TLSContext.server(certificateFile: files.expired, keyFile: files.key)
    #expect(context.warnings == ["the certificate in \(files.expired) has expired"])
  }

  @Test func `a missing file is named`() {
    let path = files.directory + "/none.pem"
    let error = TLSFileError.unreadable(path: path, reason: "No such file or directory")
    #expect(throws: error) { try TLSContext.server(certificateFile: path, keyFile: files.key) }
    #expect(throws: error) { try TLSContext.server(certificateFile: files.server, keyFile: path) }
    #expect(throws: error) { try TLSContext.client(trust: .file(path)) }
    #expect(throws: error) {
      try TLSContext.server(certificateFile: files.server, keyFile: files.key, clientTrustFile: path)
    }
  }

  @Test func `a folder is not a file`() {
    #expect(throws: TLSFileError.unreadable(path: "/tmp", reason: "Is a directory")) {
      try TLSContext.server(certificateFile: "/tmp", keyFile: files.key)
    }
  }

  @Test func `a file that is not PEM is named`() {
    #expect(throws: TLSFileError.noCertificate(path: files.text)) {
      try TLSContext.server(certificateFile: files.text, keyFile: files.key)
    }
    #expect(throws: TLSFileError.noKey(path: files.text)) {
      try TLSContext.server(certificateFile: files.server, keyFile: files.text)
    }
    #expect(throws: TLSFileError.noCertificate(path: files.text)) {
      try TLSContext.client(trust: .file(files.text))
    }
  }

  @Test func `a certificate is no key, and a key is no certificate`() {
    #expect(throws: TLSFileError.noCertificate(path: files.key)) {
      try TLSContext.server(certificateFile: files.key, keyFile: files.key)
    }
    #expect(throws: TLSFileError.noKey(path: files.server)) {
      try TLSContext.server(certificateFile: files.server, keyFile: files.server)
    }
  }

  @Test func `a key that does not belong to the certificate is told`() {
    for key in [files.otherKey, files.rsaKey] {
      #expect(throws: TLSFileError.keyMismatch(certificate: files.server, key: key)) {
        try TLSContext.server(certificateFile: files.server, keyFile: key)
      }
    }
  }

  @Test func `a key behind a passphrase is told, and nobody is asked for it`() {
    for key in files.encryptedKeys {
      #expect(throws: TLSFileError.encryptedKey(path: key)) {
        try TLSContext.server(certificateFile: files.server, keyFile: key)
      }
    }
  }

  @Test func `a damaged certificate is refused with the reason`() {
    #expect(throws: TLSFileError.self) {
      try TLSContext.server(certificateFile: files.damaged, keyFile: files.key)
    }
  }

  @Test func `many threads share a context`() async throws {
    let server = try TLSContext.server(certificateFile: files.server, keyFile: files.key)
    let client = try TLSContext.client(trust: .file(files.authority))
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for _ in 0..<16 {
        group.addTask {
          let pair = try Pair(client: client, server: server)
          pair.handshake()
          return pair.client.isReady && pair.server.isReady
        }
      }
      for try await isReady in group { #expect(isReady) }
    }
  }

  @Test(arguments: [
    (TLSFileError.unreadable(path: "a.pem", reason: "Permission denied"), "cannot read a.pem: Permission denied"),
    (.noCertificate(path: "a.pem"), "a.pem holds no certificate in PEM form"),
    (.noKey(path: "a.pem"), "a.pem holds no private key in PEM form"),
    (.encryptedKey(path: "a.pem"), "the key in a.pem is protected by a passphrase; store it without one"),
    (
      .keyMismatch(certificate: "a.pem", key: "b.pem"),
      "the key in b.pem does not belong to the certificate in a.pem"
    ),
    (.refused(path: "a.pem", reason: "ee key too small"), "openssl refuses a.pem: ee key too small"),
    (.unavailable(reason: "no memory"), "openssl cannot make a context: no memory"),
  ])
  func `an error is a sentence that names the file`(error: TLSFileError, text: String) {
    #expect("\(error)" == text)
  }
}
