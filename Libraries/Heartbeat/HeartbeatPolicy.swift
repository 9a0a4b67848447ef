/// When a heartbeat pings, and how long it waits for an answer.
public struct HeartbeatPolicy: Sendable, Hashable {
  /// What the interval is counted from.
  public enum Schedule: Sendable, Hashable {
    /// From the last sign of life: a peer that sends is not asked.
    case afterSilence
    /// From the last ping: round-trip times come at a steady rate.
    case always
  }

  /// The time until the next ping.
  ///
  /// Default: 25 seconds, so that two pings fit into the 60 seconds after which nginx closes a silent connection.
  public var interval: Duration = .seconds(25)

  /// How long a peer that was asked may give no sign of life.
  ///
  /// Default: 5 seconds (S0, S3). Whatever the peer sends is a sign of life, so that a pong behind a long message is
  /// waited for.
  public var timeout: Duration = .seconds(5)

  /// What ``interval`` is counted from.
  ///
  /// Default: the last sign of life.
  public var schedule: Schedule = .afterSilence

  /// A policy with the defaults.
  public init() {}

  /// The client's side: a ping every 30 seconds, a pong within 5 (S0, S3).
  public static var client: HeartbeatPolicy {
    var policy = HeartbeatPolicy()
    policy.interval = .seconds(30)
    policy.schedule = .always
    return policy
  }

  /// The server's side: a ping after each interval of silence, and the end after a silence of `connectionTimeout`.
  ///
  /// - Parameters:
  ///   - interval: 25 seconds in S2, 30 in S1.
  ///   - connectionTimeout: The silence after which the connection is dropped, longer than `interval`.
  /// - Returns: The policy.
  public static func server(
    interval: Duration = .seconds(25), connectionTimeout: Duration = .seconds(60)
  ) -> HeartbeatPolicy {
    precondition(
      connectionTimeout > interval, "a connection timeout of \(connectionTimeout) leaves no time after \(interval)")
    var policy = HeartbeatPolicy()
    policy.interval = interval
    policy.timeout = connectionTimeout - interval
    return policy
  }
}
