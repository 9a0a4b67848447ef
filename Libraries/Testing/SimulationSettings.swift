import TautBackoff
public import TautEnvelope
public import TautHealth
import TautHub
import TautRooms
public import TautSession

/// How large a simulated run is.
public struct SimulationSettings: Sendable {
  /// The clients.
  ///
  /// Default: 2.
  public var clients = 2

  /// How long things go wrong; afterwards everything heals, and what must be true is checked.
  ///
  /// Default: 10 minutes.
  public var duration: Duration = .seconds(600)

  /// The average time between two steps.
  ///
  /// Default: 8 seconds.
  public var stepInterval: Duration = .seconds(8)

  /// The time between two publications of the server.
  ///
  /// Default: 2 seconds.
  public var publishInterval: Duration = .seconds(2)

  /// The rooms.
  ///
  /// Default: two.
  public var rooms = ["alpha", "beta"]

  /// What the network is like.
  ///
  /// Default: a history of 60 publications, so that gaps come up, and small buffers.
  public var conditions: NetworkConditions

  /// How the clients behave.
  ///
  /// Default: S2's backoff and a token provider.
  public var session: SessionConfiguration

  /// When a client's connection counts as degraded.
  ///
  /// Default: a loss is forgotten after a minute, so that connections recover although much goes wrong.
  public var health: HealthPolicy

  /// The dialects that clients speak, drawn from a run's seed.
  ///
  /// Default: all five.
  public var dialects = Dialect.allCases

  /// Whether every second client polls over HTTP while it is not connected, and goes on with that when it gives up.
  ///
  /// Default: true.
  public var pollsWithEverySecond = true

  /// The default settings.
  public init() {
    var conditions = NetworkConditions()
    conditions.hub.rooms = rooms
    conditions.hub.clientsMayPublish = true
    conditions.hub.history.count = 60
    conditions.hub.backlogLimit = 64 << 10
    self.conditions = conditions
    var session = SessionConfiguration(url: "ws://server/ws")
    session.usesTokenProvider = true
    self.session = session
    health = HealthPolicy()
    health.memory = .seconds(60)
  }
}

extension SimulationSettings {
  /// How one of the clients behaves in the run of a seed.
  func session(of client: Int, seed: UInt64) -> SessionConfiguration {
    var configuration = session
    if !dialects.isEmpty {
      configuration.dialect = dialects[Int((seed &* 7 &+ UInt64(client) * 3) % UInt64(dialects.count))]
    }
    // Some gateways keep frames to themselves.
    if (seed &+ UInt64(client)).isMultiple(of: 3) { configuration.pingKind = .message }
    guard pollsWithEverySecond, !client.isMultiple(of: 2) else { return configuration }
    configuration.fallback = .poll
    configuration.pollsWhileDisconnected = true
    return configuration
  }
}
