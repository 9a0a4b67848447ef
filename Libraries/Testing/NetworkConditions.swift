public import TautHub

/// What a simulated network and its server are like while nothing is wrong with them.
public struct NetworkConditions: Sendable {
  /// The least time that a message takes, one way.
  ///
  /// Default: 20 milliseconds.
  public var latency: Duration = .milliseconds(20)

  /// How much longer it may take, by chance.
  ///
  /// Default: 60 milliseconds. Messages of one direction never overtake each other, as on TCP.
  public var jitter: Duration = .milliseconds(60)

  /// The bytes on their way to one client that the transport holds before the server takes it for stalled.
  ///
  /// Default: 16 KiB.
  public var window = 16 << 10

  /// How long the server bears the silence of a client.
  ///
  /// Default: 60 seconds (S1).
  public var silenceLimit: Duration = .seconds(60)

  /// What the hub allows and remembers.
  public var hub = HubConfiguration()

  /// Conditions with the defaults.
  public init() {}
}
