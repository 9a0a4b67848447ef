import TautServer

/// One option of the server: its flag, its environment variable, its meaning.
struct ServerOption: Sendable {
  var name: String
  var value: String?
  var variable: String?
  var allowed: String
  var summary: String
  var apply: @Sendable (inout ServerConfiguration, inout ServerFiles, String) -> Bool

  static let all: [ServerOption] = [
    ServerOption(
      name: "host", value: "ADDRESS", variable: "TAUTLINE_HOST", allowed: "a numeric address",
      summary: "listen on this address; default 127.0.0.1"
    ) {
      $0.host = $2; return !$2.isEmpty
    },
    ServerOption(
      name: "port", value: "PORT", variable: "TAUTLINE_PORT", allowed: "0 to 65535, 0 takes a free one",
      summary: "listen on this port; default 8000"
    ) { set(&$0.port, UInt16($2)) },
    ServerOption(
      name: "loops", value: "N", variable: "TAUTLINE_LOOPS", allowed: "1 to 256",
      summary: "event loops, each a thread; default one for each core"
    ) { set(&$0.loops, Int($2), in: 1...256) },
    ServerOption(
      name: "data-dir", value: "PATH", variable: "TAUTLINE_DATA_DIR", allowed: "a directory",
      summary: "where the server keeps what survives a restart; default nowhere"
    ) {
      $1.data = $2
      return !$2.isEmpty
    },
    ServerOption(
      name: "no-feed", value: nil, variable: "TAUTLINE_NO_FEED", allowed: "1",
      summary: "do not publish the simulated feed"
    ) {
      $0.hasFeed = false
      return $2 == "1"
    },
    ServerOption(
      name: "rate-limit", value: "N", variable: "TAUTLINE_RATE_LIMIT", allowed: "0 to 1000000, 0 turns it off",
      summary: "messages per second and connection; default 1000, burst twice that"
    ) { set(&$0.rateLimit, Int($2), in: 0...1_000_000) },
    ServerOption(
      name: "max-message", value: "BYTES", variable: "TAUTLINE_MAX_MESSAGE", allowed: "1 to 1073741824",
      summary: "largest message of a client; default 1048576, of the echo 16777216"
    ) {
      $0.maximumEcho = 0
      return set(&$0.maximumMessage, Int($2), in: 1...(1 << 30))
    },
    ServerOption(
      name: "max-connections", value: "N", variable: "WEBSOCKET_MAX_CONNECTIONS", allowed: "1 to 10000000",
      summary: "connections at one time; default 100000"
    ) { set(&$0.maximumConnections, Int($2), in: 1...10_000_000) },
    ServerOption(
      name: "allowed-origin", value: "LIST", variable: "WEBSOCKET_ALLOWED_ORIGINS",
      allowed: "origins such as https://example.org, separated by commas",
      summary: "pages that may connect and publish beside the server's own"
    ) {
      $0.allowedOrigins += $2.split(separator: ",").map(String.init)
      return true
    },
    ServerOption(
      name: "tls-cert", value: "FILE", variable: "TAUTLINE_TLS_CERT", allowed: "a PEM file",
      summary: "certificate chain for https and wss"
    ) {
      $1.certificate = $2; return !$2.isEmpty
    },
    ServerOption(
      name: "tls-key", value: "FILE", variable: "TAUTLINE_TLS_KEY", allowed: "a PEM file",
      summary: "private key for https and wss"
    ) {
      $1.key = $2; return !$2.isEmpty
    },
  ]

  private static func set<Value: Comparable>(
    _ property: inout Value, _ value: Value?, in range: ClosedRange<Value>? = nil
  ) -> Bool {
    guard let value, range?.contains(value) != false else { return false }
    property = value
    return true
  }
}
