import TautCommandLine
import TautHandshake

/// What every command that opens a connection can be told about it.
struct ConnectionSettings: Sendable, Hashable {
  var headers: [HeaderOption] = []
  var subprotocols: [String] = []
  var origin: String?
  var token: String?
  var isInsecure = false
  var certificateAuthority: String?
  var certificate: String?
  var key: String?
  var proxy: ProxyURL?
  var compresses = true
  var maximumMessage = 1 << 20
  var openTimeout: Duration = .seconds(10)
  var pingInterval: Duration?
  var pingTimeout: Duration = .seconds(20)

  /// Refuses combinations that make no sense.
  func validate() throws(UsageError) {
    if isInsecure, certificateAuthority != nil { throw .conflict("--insecure", "--ca") }
    if key != nil, certificate == nil { throw .missingValue(option: "--cert", allowed: "the certificate of --key") }
    if certificate != nil, key == nil { throw .missingValue(option: "--key", allowed: "the key of --cert") }
  }
}

/// A command that opens connections as a client.
protocol ConnectingCommand: Command {
  /// How the connection is made.
  var connection: ConnectionSettings { get set }
}

extension Option where Owner: ConnectingCommand {
  /// The options that say how a connection is made.
  static var connection: [Self] {
    [
      .repeated("header", alias: "H", .header, \.connection.headers, "send this header with the handshake"),
      .repeated(
        "subprotocol", alias: "s", .nonEmpty("NAME"), \.connection.subprotocols, "offer this subprotocol, in order"),
      .value("origin", .token("ORIGIN"), \.connection.origin, "send this Origin"),
      .value("token", .token("TOKEN"), \.connection.token, "send this token as 'Authorization: Bearer'").secret(),
      .flag("insecure", alias: "k", \.connection.isInsecure, "trust any certificate"),
      .value("ca", .path, \.connection.certificateAuthority, "trust only the authorities in this PEM file"),
      .value("cert", .path, \.connection.certificate, "show this certificate (PEM) to the server"),
      .value("key", .path, \.connection.key, "the private key of --cert (PEM)"),
      .value("proxy", .proxy, \.connection.proxy, "connect through this proxy: http://host:port or socks5://host:port"),
      .flag("no-deflate", \.connection.compresses, to: false, "do not offer permessage-deflate"),
      .value("max-message", .bytes, \.connection.maximumMessage, "close with 1009 when a message is larger, in bytes"),
      .value("open-timeout", .seconds(), \.connection.openTimeout, "give up connecting after this time"),
      .value("ping-interval", .seconds(), \.connection.pingInterval, "send a ping this often"),
      .value("ping-timeout", .seconds(), \.connection.pingTimeout, "give up when a ping has no pong for this long"),
    ]
  }
}
