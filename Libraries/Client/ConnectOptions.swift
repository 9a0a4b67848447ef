public import TautFraming
public import TautHandshake
public import TautTLS

/// How a connection is opened and what it allows.
public struct ConnectOptions: Sendable {
  /// The subprotocols to offer, the preferred one first.
  ///
  /// Default: none.
  public var subprotocols: [String] = []

  /// Further fields of the request.
  ///
  /// The handshake's own cannot be set.
  public var headers: [HeadField] = []

  /// The value of the Origin field, which browsers send and servers check.
  ///
  /// Default: none.
  public var origin: String?

  /// The token that `Authorization: Bearer` carries.
  ///
  /// Default: none.
  public var bearerToken: String?

  /// Whether permessage-deflate is offered (RFC 7692).
  ///
  /// Default: true.
  public var deflate = true

  /// How much the server may send at once.
  ///
  /// Default: messages up to 1 MiB.
  public var limits = FrameLimits()

  /// The time for everything until the connection is open: name, TCP, TLS, upgrade.
  ///
  /// Default: 10 seconds.
  public var openTimeout: Duration = .seconds(10)

  /// The silence after which the server is pinged, or nil for no pings.
  ///
  /// Default: 25 seconds.
  public var pingInterval: Duration? = .seconds(25)

  /// How long the server may stay silent after a ping.
  ///
  /// Default: 20 seconds.
  public var pingTimeout: Duration = .seconds(20)

  /// How long the server may take to answer a close frame.
  ///
  /// Default: 5 seconds.
  public var closeTimeout: Duration = .seconds(5)

  /// The bytes of received messages that wait for the application before reading pauses.
  ///
  /// Default: 4 MiB.
  public var inboxLimit = 4 << 20

  /// The proxy that opens the way to the server.
  ///
  /// Default: none; the environment's `https_proxy` and its like are not looked at.
  public var proxy: ProxyURL?

  /// Whose certificates are believed on `wss`.
  ///
  /// Default: the system's authorities.
  public var trust: TLSTrust = .system

  /// The PEM file of a client certificate, or nil.
  public var certificateFile: String?

  /// The PEM file of its key, or nil when it stands in ``certificateFile``.
  public var keyFile: String?

  /// Answers a message as soon as it arrives, on the connection's loop, before anything that came after it is looked at.
  ///
  /// The message goes to the application as well. Default: nil.
  public var answer: (@Sendable (Message) -> Message?)?

  /// Told of pings, pongs and the like, on the connection's loop.
  public var observe: (@Sendable (ConnectionEvent) -> Void)?

  /// The default options.
  public init() {}
}

/// Something on a connection that is no message.
public enum ConnectionEvent: Sendable, Hashable {
  /// A ping came and was answered.
  case ping([UInt8])
  /// A pong came.
  case pong([UInt8])
}
