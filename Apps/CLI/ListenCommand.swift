import TautCommandLine

/// `tautline listen`: a server for trying things out.
struct ListenCommand: Command {
  var host = "127.0.0.1"
  var port = 9000
  var echoes = false
  var subprotocols: [String] = []
  var maximumMessage = 1 << 20
  var origins: [String] = []
  var handshakeTimeout: Duration = .milliseconds(9_500)
  var certificate: String?
  var key: String?
  var compresses = true
  var isJSON = false
  var usesColor = true

  static let syntax = Syntax<Self>(
    name: "listen", summary: "be a server for trying things out",
    options: [
      .value("port", alias: "p", .integer("PORT", 0...65535), \.port, "listen on this port; 0 takes a free one"),
      .value("host", .nonEmpty("ADDRESS"), \.host, "listen on this address"),
      .flag("echo", alias: "e", \.echoes, "send each message back as it came"),
      .repeated("subprotocol", alias: "s", .nonEmpty("NAME"), \.subprotocols, "speak this subprotocol"),
      .value("max-message", .bytes, \.maximumMessage, "close with 1009 when a message is larger, in bytes"),
      .repeated("origin", .token("ORIGIN"), \.origins, "refuse browsers' requests from other origins"),
      .value("handshake-timeout", .seconds(), \.handshakeTimeout, "drop who has not finished the handshake"),
      .value("tls-cert", .path, \.certificate, "serve wss with this certificate chain (PEM)"),
      .value("tls-key", .path, \.key, "the private key of --tls-cert (PEM)"),
      .flag("no-deflate", \.compresses, to: false, "do not accept permessage-deflate"),
      .flag("json", alias: "j", \.isJSON, "print one JSON object per event"),
      .flag("no-color", \.usesColor, to: false, "no colours (so does NO_COLOR in the environment)"),
    ],
    notes: """
      Without --echo, messages are shown and typed lines go to every connection.
      """)

  func validate() throws(UsageError) {
    if key != nil, certificate == nil {
      throw .missingValue(option: "--tls-cert", allowed: "the certificate of --tls-key")
    }
    if certificate != nil, key == nil { throw .missingValue(option: "--tls-key", allowed: "the key of --tls-cert") }
  }
}
