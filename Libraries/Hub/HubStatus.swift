/// What a hub looks like now, for the management API; the server adds those of its loops.
public struct HubStatus: Sendable, Hashable {
  /// Connections that are open.
  public var connections: Int
  /// Connections whose transport is stalled.
  public var stalledConnections: Int
  /// Subscriptions of these connections.
  public var subscriptions: Int
  /// Rooms whose home this hub is.
  public var rooms: Int
  /// Bytes that these rooms take for their histories and for snapshots.
  public var historyBytes: Int
  /// Bytes of publications that wait for slow readers.
  public var waitingBytes: Int
  /// What was counted so far.
  public var counters: HubCounters
}
