import TautTLS
import Testing

@Suite struct TLSErrorTests {
  @Test(arguments: [
    (
      TLSError.untrusted(host: "example.org", reason: "self-signed certificate"),
      "the certificate of example.org is not trusted: self-signed certificate"
    ),
    (
      .untrusted(host: nil, reason: "certificate has expired"),
      "the certificate of the client is not trusted: certificate has expired"
    ),
    (.alert(name: "unknown ca"), "the peer ended the tls connection with the alert: unknown ca"),
    (.plainHTTP, "plain http request on a tls port"),
    (.notTLS, "the peer does not speak tls"),
    (.applicationProtocol, "the client offers application protocols, but not http/1.1"),
    (.handshake(reason: "no shared cipher"), "tls handshake failed: no shared cipher"),
    (.record(reason: "bad record mac"), "tls record is wrong: bad record mac"),
    (.outOfMemory, "no memory for a tls session"),
  ])
  func `an error is a sentence`(error: TLSError, text: String) {
    #expect("\(error)" == text)
  }
}
