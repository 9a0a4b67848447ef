import TautSession

/// Many clients that come back to a server that was restarted in order, in a simulated network.
///
/// The server announces its restart and over how long the clients are to spread; nobody else tells them when to come.
///
/// ```swift
/// let outcome = RestartStorm().run()
/// print(outcome.peak, outcome.duration)
/// ```
public struct RestartStorm: Sendable {
  /// How the clients came back.
  public struct Outcome: Sendable, Hashable {
    /// The clients that are connected at the end.
    public var connected: Int
    /// The most attempts that reached the server in one second.
    public var peak: Int
    /// The time from the server's return to that of the last client.
    public var duration: Duration
    /// The time in which the server could have taken all of them at the rate that it allows.
    public var ideal: Duration
  }

  /// The number from which all chance follows.
  public var seed: UInt64 = 1

  /// The clients.
  ///
  /// Default: 10,000.
  public var clients = 10_000

  /// The connects per second that the server is ready for.
  ///
  /// Default: 500.
  public var connectsPerSecond = 500

  /// How long the server is away.
  ///
  /// Default: 4 seconds.
  public var downtime: Duration = .seconds(4)

  /// A storm with the defaults.
  public init() {}

  /// The time in which the server could take all clients.
  public var ideal: Duration { .seconds(clients) / connectsPerSecond }

  /// Over how long the clients are told to spread: half as long again as the ideal, so that chance stays below the limit.
  public var spread: Duration { ideal * 1.5 }

  /// Lets all connect, restarts the server, and waits until they are back, or twice the ideal time is over.
  public func run() -> Outcome {
    let network = SimulatedNetwork(seed: seed)
    for _ in 0..<clients { network.addClient(SessionConfiguration(url: "ws://server/ws")) }
    for client in 0..<clients {
      network.withSession(of: client) { session, now, output in session.connect(at: now, into: &output) }
    }
    network.advance(by: .seconds(5))
    network.apply(.restart(downtime, jitter: spread))
    network.advance(by: downtime)
    let start = network.elapsed
    while network.elapsed < start + ideal * 2, network.connectedClients < clients {
      network.advance(by: .milliseconds(100))
    }
    let second = Int(start / .seconds(1))
    return Outcome(
      connected: network.connectedClients, peak: network.connects.dropFirst(second).max() ?? 0,
      duration: network.elapsed - start, ideal: ideal)
  }
}

extension SimulatedNetwork {
  /// The clients that have a connection.
  var connectedClients: Int { clients.count { $0.session.phase.isConnected } }
}
