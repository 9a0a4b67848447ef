public import TautEnvelope
public import TautSession
public import TautSimulation

/// How a client connects, and as whom.
public struct ClientConfiguration: Sendable {
  /// Where the token stands in the request.
  public enum TokenPlacement: Sendable, Hashable {
    /// `Authorization: Bearer`, which no log of URLs shows.
    case header
    /// `?token=`, as the seeds have it.
    case query
  }

  /// What the session decides by: URL, dialect, backoff, heartbeat, queues, fallback.
  public var session: SessionConfiguration

  /// What each connection asks for and allows: TLS, proxy, compression, limits.
  ///
  /// Its pings are not used: the session has its own heartbeat.
  public var connection = ConnectOptions()

  /// Returns the token for the next attempt, or for renewal; asked before each.
  ///
  /// Default: nil, no token.
  public var token: (@Sendable () async throws -> SessionToken?)?

  /// Where the token stands.
  ///
  /// Default: in the header.
  public var tokenPlacement = TokenPlacement.header

  /// Answers what a room has after a position, in place of the server's `/ws/v2/poll`, and in its form.
  ///
  /// Default: nil, the server is asked.
  public var poll: (@Sendable (_ room: String, _ since: SubscribeSince?) async throws -> [UInt8])?

  /// The `ws` or `wss` URL whose host is polled.
  ///
  /// Default: nil, the session's URL.
  public var pollURL: String?

  /// The file that keeps the client's id and what it has seen, from one run of the program to the next.
  ///
  /// It is written at most once per second, and when the client is closed: a program that is killed may see the messages of its
  /// last second again. Default: nil, no file.
  public var memoryFile: String?

  /// What an earlier run of the program remembered (``Client/memory()``); it counts before ``memoryFile``.
  ///
  /// Default: nil, a client with a random id that has seen nothing.
  public var memory: SessionMemory?

  /// The messages that wait for one reader before nothing more is read from the server.
  ///
  /// Default: 1,024.
  public var inboxLimit = 1_024

  /// What is simulated where data are simulated: from the start where it is enabled, by ``Client/setSimulationMode(_:)``, or
  /// after giving up where the session's fallback is `simulate`.
  ///
  /// Default: nil. Then nothing is simulated after giving up, and the mode has S0's `props`, `odds` and `games` every 3 seconds.
  public var simulation: SimulationConfiguration?

  /// What the simulated data follow from: the same seed gives the same data.
  ///
  /// Default: 0.
  public var simulationSeed: UInt64 = 0

  /// What tells this configuration from others to the same server; see ``Client/shared(_:on:)``.
  ///
  /// Default: nil.
  public var name: String?

  /// A configuration with the defaults; a nil URL leaves only the fallback.
  ///
  /// It speaks the dialect of the URL's route. The first connection has to succeed within 8 attempts, so that a mistake shows; a
  /// client that has been connected goes on for as long as it takes (``SessionConfiguration/isPersistent``).
  public init(url: String?) {
    session = SessionConfiguration(url: url)
    session.isPersistent = true
  }

  /// A configuration with a session's behaviour, as one of its presets.
  public init(_ session: SessionConfiguration) {
    self.session = session
  }
}
