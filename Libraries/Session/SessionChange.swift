public import TautBackoff

/// A change of a session's phase, with what explains it.
public struct SessionChange: Sendable, Hashable {
  /// Why a phase changes.
  public enum Reason: Sendable, Hashable {
    /// The program called `connect`.
    case asked
    /// The program called `disconnect`.
    case disconnected
    /// The connection is open.
    case opened
    /// The connection was lost, or the attempt failed.
    case lost(SessionError)
    /// The server had announced that it ends the connection, and asked to come back; its reason.
    case serverAsked(String)
    /// The delay before the next attempt is over.
    case delayOver
    /// The network is another one, or the configuration is.
    case conditionsChanged
    /// The connection does not do well.
    case unhealthy
    /// The connection does well again.
    case healthy
    /// Simulated data take the connection's place, as the program wishes.
    case simulating
    /// Simulated data no longer do.
    case simulationEnded
    /// There is no URL, or connecting is switched off.
    case switchedOff
    /// The error is one that another attempt would end in as well, or the last attempt is used up.
    case gaveUp(SessionError)
  }

  /// The phase before.
  public var from: SessionPhase
  /// The phase now.
  public var to: SessionPhase
  /// Why.
  public var reason: Reason
  /// When.
  public var time: ContinuousClock.Instant
  /// The attempt that is waited for, where there is one.
  public var next: BackoffAttempt?

  /// Describes a change.
  public init(
    from: SessionPhase, to: SessionPhase, reason: Reason, time: ContinuousClock.Instant, next: BackoffAttempt? = nil
  ) {
    self.from = from
    self.to = to
    self.reason = reason
    self.time = time
    self.next = next
  }
}
