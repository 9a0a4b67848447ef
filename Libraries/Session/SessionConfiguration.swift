public import TautBackoff
public import TautEnvelope
public import TautHeartbeat

/// How a session connects, waits, queues and gives up.
///
/// Begin with the defaults, or with the preset of a dialect, and change what you need.
public struct SessionConfiguration: Sendable {
  /// What happens when it is given up, and where there is nothing to connect to.
  public enum Fallback: Sendable, Hashable {
    /// Nothing more; the phase stays `failed`, or `idle`.
    case stop
    /// The rooms are polled over HTTP.
    case poll
    /// The application shows simulated data.
    case simulate
  }

  /// What a heartbeat's ping is.
  public enum PingKind: Sendable, Hashable {
    /// A frame of RFC 6455, which every server answers.
    case frame
    /// A message of the dialect, for gateways that keep frames to themselves.
    case message
  }

  /// The `ws` or `wss` URL.
  ///
  /// Default: nil, which is no error: there is only the ``fallback`` then (S3).
  public var url: String?

  /// How messages are spelled.
  ///
  /// Default: what servers of Tautline speak at the URL that the initialiser got, v2 for other URLs. A ``url`` that is set
  /// later does not change it.
  public var dialect = Dialect.v2

  /// Whether connections are made at all.
  ///
  /// Default: true. Without, there is only the ``fallback`` (S2, S3).
  public var isEnabled = true

  /// Whether simulated data take the connection's place (S0): `connect` is ready at once, and nobody is asked.
  ///
  /// Default: false. ``Session/setSimulationMode(_:at:into:)`` changes it.
  public var isSimulated = false

  /// When to try again, and when to give up.
  ///
  /// Default: S2's for production.
  public var backoff = BackoffPolicy.structured

  /// Whether a session that has been connected goes on for as long as it takes, so that the backoff's attempts count only
  /// until the first connection.
  ///
  /// Default: false, as the clients of the presets give up at any time.
  public var isPersistent = false

  /// When to ask whether the server is still there.
  ///
  /// Default: every 30 seconds, and 5 seconds for the answer (S0, S3).
  public var heartbeat = HeartbeatPolicy.client

  /// What the heartbeat sends.
  ///
  /// Default: frames.
  public var pingKind = PingKind.frame

  /// The time for one attempt: token, name, TCP, TLS, upgrade, hello.
  ///
  /// Default: 15 seconds (S2's example).
  public var connectTimeout: Duration = .seconds(15)

  /// Whether a provider is asked for a token before each attempt and for renewal.
  ///
  /// Default: false.
  public var usesTokenProvider = false

  /// How long before its end a token is renewed on the living connection.
  ///
  /// Default: 60 seconds.
  public var renewalMargin: Duration = .seconds(60)

  /// How long a request waits for its answer.
  ///
  /// Default: 30 seconds (S0).
  public var requestTimeout: Duration = .seconds(30)

  /// The most requests that wait for their answers.
  ///
  /// Default: 1,000.
  public var maximumRequests = 1_000

  /// The most subscriptions.
  ///
  /// Default: 1,000.
  public var maximumSubscriptions = 1_000

  /// The most messages that wait for a connection, or for the server to confirm them.
  ///
  /// Default: 256, which a server with the default of 1,000 remembered ids recognises.
  public var queueLimit = 256

  /// The most bytes of such messages.
  ///
  /// Default: 1 MiB.
  public var queueBytes = 1 << 20

  /// The most bytes of a message with its envelope, beyond which it is not sent.
  ///
  /// Default: 1 MiB, as servers of Tautline allow it; one that takes less closes the connection over what is larger.
  public var maximumMessage = 1 << 20

  /// What happens when there is no connection to be had.
  ///
  /// Default: nothing more.
  public var fallback = Fallback.stop

  /// Whether rooms are polled over HTTP whenever there is no connection, and not only as ``fallback``.
  ///
  /// Default: false; S3 does so.
  public var pollsWhileDisconnected = false

  /// The time between two polls.
  ///
  /// Default: 10 seconds (S3).
  public var pollInterval: Duration = .seconds(10)

  /// A configuration with the defaults and without a URL.
  public init() {}

  /// A configuration with the defaults, in the dialect of the URL's route (``Dialect/spoken(at:)``).
  public init(url: String?) {
    self.url = url
    dialect = url.map(Dialect.spoken) ?? .v2
  }
}
