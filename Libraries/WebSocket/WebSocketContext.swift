public import TautFraming

/// What the WebSockets of one kind on one loop have in common: limits, times, and the loop's shared resources.
///
/// A connection holds a reference to its context and nothing of its own for these.
public final class WebSocketContext {
  /// Which end of the connections this is.
  public let role: Role

  /// How much a peer may send at once.
  ///
  /// Default: messages up to 1 MiB.
  public var limits = FrameLimits()

  /// The silence after which the peer is pinged, or nil for no pings.
  ///
  /// Default: 25 seconds.
  public var pingInterval: Duration? = .seconds(25)

  /// How long the peer may stay silent after a ping before it is given up.
  ///
  /// Default: 35 seconds.
  public var pingTimeout: Duration = .seconds(35)

  /// How long the peer may take to answer a close frame.
  ///
  /// Default: 5 seconds.
  public var closeTimeout: Duration = .seconds(5)

  /// How long what the peer still sends is read and dropped after a failure, so that it receives the close frame.
  ///
  /// Default: 2 seconds.
  public var linger: Duration = .seconds(2)

  /// The bytes that may wait to be sent to one peer.
  ///
  /// Default: 1 MiB.
  public var backlogLimit = 1 << 20

  /// The size from which messages are compressed, where compression was negotiated.
  ///
  /// Default: 256 bytes.
  ///
  /// Below it the header of a block and the time to make one cost more than they save.
  public var compressionThreshold = 256

  /// The loop's shared resources.
  public let resources: WebSocketResources

  /// Makes a context with the default limits.
  public init(role: Role, resources: WebSocketResources) {
    self.role = role
    self.resources = resources
  }
}
