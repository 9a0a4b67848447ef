public import TautAdmission
public import TautRooms
public import TautStore
public import TautUserChannel

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

  /// Whether any client may publish to any room that its token grants, and not only administrators and the server API.
  ///
  /// Default: false.
  public var clientsMayPublish = false

  /// What tells this server from others in its reports, or nil for a new id in each run.
  public var serverID: String?

  /// The SQLite file that the rooms are kept in, or nil for memory.
  ///
  /// Default: nil. Its directory must exist.
  public var storeFile: String?

  /// How that file is written.
  public var storeOptions = SQLiteOptions()

  /// What each room remembers, in memory and in the store.
  ///
  /// Default: 1,000 publications, 1 MiB and 5 minutes, whatever is reached first.
  public var history = HistoryLimits()

  /// The bytes of memory that all rooms may take together for their histories and for snapshots.
  ///
  /// Default: 256 MiB, which the loops share evenly. Beyond it the largest rooms forget their oldest publications, in
  /// turn. A publication counts its message and 256 bytes, in the history and for a snapshot.
  public var historyMemory = 256 << 20

  /// What the user channel allows and remembers.
  public var userChannel = UserChannelConfiguration()

  /// What answers users.
  ///
  /// Default: a ``ReferenceGenerator``.
  public var generator: any AnswerGenerator = ReferenceGenerator()

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

  /// The most connections that have no WebSocket and no answer to wait for: handshakes that are not finished, and HTTP
  /// connections between two requests.
  ///
  /// Default: 10,000, or half of the descriptors that the system allows, if that is less. One more has the one that has
  /// waited longest closed.
  public var maximumWaiting = 10_000

  /// How many WebSockets one address and one user may have, and how quickly one address and all together may open them.
  ///
  /// Default: no limits. What is too much is answered with `Retry-After`: 429 for an address or a user, 503 for all together.
  public var admission = AdmissionLimits()

  /// The proxies that are trusted to name their client in `X-Forwarded-For` or `Forwarded`.
  ///
  /// Default: none, so that nobody can claim another address.
  public var trustedProxies: [IPNetwork] = []

  /// The silence after which a client is pinged, and how often clients of the rooms and structured dialects get a `ping`
  /// message; or nil for each route's own.
  ///
  /// Default: nil: 30 seconds, and 25 on `/ws/client`, whose `hello` announces it.
  public var heartbeatInterval: Duration?

  /// The silence after which a client is given up, or nil for each route's own.
  ///
  /// Default: nil: 60 seconds, and 30 on `/ws/client`.
  public var connectionTimeout: Duration?

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

  /// Which tokens are taken.
  ///
  /// Default: none are looked at.
  public var tokens = TokenSettings()

  /// How long a request, an upgrade or a TLS handshake may take.
  ///
  /// Default: 9.5 seconds, so that whoever stalls is gone within ten.
  public var handshakeTimeout: Duration = .milliseconds(9_500)

  /// How long draining may take before the server ends.
  ///
  /// Default: 10 seconds.
  public var drainTimeout: Duration = .seconds(10)

  /// The default configuration.
  public init() {}
}

/// When a route pings a silent client, and when it gives the client up.
public struct Keepalive: Sendable, Hashable {
  /// The silence after which a client is pinged.
  public var interval: Duration
  /// The silence after which it is given up.
  public var timeout: Duration

  /// The routes of S1, and all that no seed speaks of.
  public static let standard = Keepalive(interval: .seconds(30), timeout: .seconds(60))
  /// `/ws/client` (S2).
  public static let structured = Keepalive(interval: .seconds(25), timeout: .seconds(30))
}

extension ServerConfiguration {
  /// The times of a route whose own are `times`.
  ///
  /// Where only one of the two is configured, the other makes room for it: a ping goes out before the timeout.
  public func keepalive(_ times: Keepalive) -> Keepalive {
    switch (heartbeatInterval, connectionTimeout) {
    case (nil, nil): times
    case (let interval?, nil): Keepalive(interval: interval, timeout: max(times.timeout, interval * 2))
    case (nil, let timeout?): Keepalive(interval: min(times.interval, timeout / 2), timeout: timeout)
    case (let interval?, let timeout?): Keepalive(interval: min(interval, timeout), timeout: timeout)
    }
  }
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
