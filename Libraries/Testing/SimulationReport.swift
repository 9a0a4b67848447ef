/// What a simulated run without a broken promise was like.
public struct SimulationReport: Sendable, Hashable {
  /// The messages that were delivered to applications.
  public var deliveries = 0
  /// The attempts to connect.
  public var attempts = 0
  /// The gaps that were told.
  public var gaps = 0
  /// The requests that were settled.
  public var requests = 0
  /// The messages of clients that were confirmed.
  public var confirmations = 0
  /// The polls over HTTP, of one room each.
  public var polls = 0
  /// The messages that were delivered while there was no connection: out of polls.
  public var polledDeliveries = 0
  /// The times that a client's user was shown something else.
  public var notices = 0
  /// The same in two runs only if the same happened in them.
  public var fingerprint: UInt64 = 0

  /// A report of nothing.
  public init() {}

  /// Adds another run's figures.
  public static func += (left: inout SimulationReport, right: SimulationReport) {
    left.deliveries += right.deliveries
    left.attempts += right.attempts
    left.gaps += right.gaps
    left.requests += right.requests
    left.confirmations += right.confirmations
    left.notices += right.notices
    left.polls += right.polls
    left.polledDeliveries += right.polledDeliveries
    left.fingerprint ^= right.fingerprint
  }
}
