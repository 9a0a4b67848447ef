public import TautRooms

/// Everything that the server decides about the connections of one event loop.
///
/// A hub reads no clock and sends nothing. Tell it what happened, then carry out what it put into the ``HubOutput``.
/// A server with several loops has one hub for each; they agree through ``PeerMessage``s. Every room has one home among
/// them, which gives out the offsets.
public struct Hub: Sendable {
  /// Makes the hub of one loop.
  ///
  /// - Parameters:
  ///   - configuration: The same for all hubs of the server.
  ///   - loop: Which of the loops this is, from 0.
  ///   - loops: How many loops the server has.
  ///   - epochSeed: A random number, the same for all hubs of one run of the server, and another one in the next run.
  ///   - start: The present.
  public init(configuration: HubConfiguration, loop: Int = 0, loops: Int = 1, epochSeed: UInt64, at start: Moment) {
  }

  /// Records that a connection was opened. A slot is free again after `close`, or after an ``HubAction/close(_:code:reason:)``.
  public mutating func open(_ slot: UInt32, at now: Moment, into output: inout HubOutput) {
  }

  /// Handles a text message of a client. The bytes are valid UTF-8, as the frame decoder promises.
  public mutating func receive(text: RawSpan, from slot: UInt32, at now: Moment, into output: inout HubOutput) {
  }

  /// Handles a binary message of a client, which the v2 dialect has no use for.
  public mutating func receiveBinary(from slot: UInt32, at now: Moment, into output: inout HubOutput) {
  }

  /// Records that a connection is gone. A slot that is not open is ignored.
  public mutating func close(_ slot: UInt32, at now: Moment, into output: inout HubOutput) {
  }

  /// Publishes to a room; the answer comes as ``HubAction/published(_:_:)`` or ``HubAction/publishFailed(_:_:)``.
  ///
  /// It comes at once where this hub is the room's home, otherwise after a round trip to the home.
  public mutating func publish(
    _ request: PublishRequest, token: ReplyToken, at now: Moment, into output: inout HubOutput
  ) {
  }

  /// Handles a message that the hub of another loop posted.
  public mutating func receive(
    _ message: PeerMessage, from loop: Int, at now: Moment, into output: inout HubOutput
  ) {
  }

  /// Records that a connection's transport takes no more and holds `backlog` bytes.
  ///
  /// Until `drained`, publications wait in the hub, up to ``HubConfiguration/backlogLimit`` less `backlog`. Answers to the client's own
  /// requests still come as ``HubAction/send(_:to:)``: stop reading from a connection that is stalled. May be called again
  /// when the backlog has changed.
  public mutating func stalled(_ slot: UInt32, backlog: Int, at now: Moment, into output: inout HubOutput) {
  }

  /// Records that everything that was sent to a connection has left. What waited for it follows, in pieces.
  public mutating func drained(_ slot: UInt32, at now: Moment, into output: inout HubOutput) {
  }

  /// Does what is due at `now`, and returns when to call again.
  public mutating func poll(at now: Moment, into output: inout HubOutput) -> ContinuousClock.Instant {
    now.instant
  }

  /// Asks clients to reconnect elsewhere: `reconnect_required {reason, afterMs, jitterMs}` to all connections.
  public mutating func drain(
    reason: String, after delay: Duration, jitter: Duration, at now: Moment, into output: inout HubOutput
  ) {
  }

  /// What this hub looks like now.
  public func status() -> HubStatus {
    HubStatus(
      connections: 0, stalledConnections: 0, subscriptions: 0, rooms: 0, waitingBytes: 0, counters: HubCounters())
  }

  /// The rooms that this hub is the home of or has subscribers in, by name.
  public func rooms() -> [RoomStatus] {
    []
  }
}
