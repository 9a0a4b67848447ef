public import TautStore

/// What a server listens on, allows and offers.
public struct ServerConfiguration: Sendable {
  /// The numeric address to listen on.
  ///
  /// Default: `127.0.0.1`, so that only this machine reaches it.
  public var host = "127.0.0.1"

  /// The port.
  ///
  /// Default: 8000; 0 takes a free one.
  public var port: UInt16 = 8000

  /// The number of event loops, each a thread.
  ///
  /// Default: 1; the program's default is one for each core.
  public var loops = 1

  /// The PEM files of the certificate and the key for TLS, or nil for plain TCP.
  public var tls: TLSFiles?

  /// Whether the simulated feed publishes.
  ///
  /// Default: true.
  public var hasFeed = true

  /// What tells this server from others in its reports, or nil for a new id in each run.
  public var serverID: String?

  /// The SQLite file that the rooms are kept in, or nil for memory.
  ///
  /// Default: nil. Its directory must exist.
  public var storeFile: String?

  /// How that file is written.
  public var storeOptions = SQLiteOptions()

  /// The messages per second that one connection may send.
  ///
  /// Default: 1000; 0 turns the limit off.
  public var rateLimit = 1000

  /// The largest message in bytes that a client may send.
  ///
  /// Default: 1 MiB.
  public var maximumMessage = 1 << 20

  /// The largest message in bytes that the legacy echo takes, where that is more than ``maximumMessage``.
  ///
  /// Default: 16 MiB, so that suites which judge a WebSocket stack by its echo can run whole.
  public var maximumEcho = 16 << 20

  /// The most connections at one time.
  ///
  /// Default: 100,000; one more is answered with 503.
  public var maximumConnections = 100_000

  /// The bytes that may wait for one connection that reads slowly.
  ///
  /// Default: 1 MiB.
  public var backlogLimit = 1 << 20

  /// The origins of pages that may connect beside the server's own.
  ///
  /// Default: none.
  ///
  /// Empty, WebSocket routes that need no authentication take any origin.
  public var allowedOrigins: [String] = []

  /// How long a request, an upgrade or a TLS handshake may take.
  ///
  /// Default: 9.5 seconds, so that whoever stalls is gone within ten.
  public var handshakeTimeout: Duration = .milliseconds(9_500)

  /// How long draining may take before the server ends.
  ///
  /// Default: 10 seconds.
  public var drainTimeout: Duration = .seconds(10)

  /// How long a connection may be without traffic before it is given up.
  ///
  /// Default: 60 seconds. Before that it is pinged, and whoever answers stays.
  public var connectionTimeout: Duration = .seconds(60)

  /// How often the server sends a `ping` message to clients of the structured dialect; announced in `hello`.
  ///
  /// Default: 25 seconds; nil for never.
  public var structuredHeartbeat: Duration? = .seconds(25)

  /// How often the server sends a `ping` message to clients of the rooms dialect.
  ///
  /// Default: 30 seconds; nil for never.
  public var roomsHeartbeat: Duration? = .seconds(30)

  /// The default configuration.
  public init() {}
}

/// The PEM files that a server identifies itself with.
public struct TLSFiles: Sendable, Hashable {
  /// The certificates, the server's own first.
  public var certificate: String
  /// The private key.
  public var key: String

  /// Names both files.
  public init(certificate: String, key: String) {
    self.certificate = certificate
    self.key = key
  }
}
