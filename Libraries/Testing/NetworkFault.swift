/// Something that goes wrong in a simulated network.
public enum NetworkFault: Sendable, Hashable {
  /// The client's connection is cut: packets vanish, and neither side is told.
  case cut(client: Int)
  /// Packets of the client vanish, those of the server arrive.
  case cutUpwards(client: Int)
  /// Packets of the server vanish, those of the client arrive.
  case cutDownwards(client: Int)
  /// The connection is reset; both sides are told.
  case reset(client: Int)
  /// Nothing arrives for a while, on either side; then everything does.
  case stall(client: Int, Duration)
  /// The client reads so many bytes per second, for a while.
  case slow(client: Int, bytesPerSecond: Int, Duration)
  /// The client's machine sleeps: for it, time jumps.
  case sleep(client: Int, Duration)
  /// The client's network is gone: its connection is cut, and attempts reach nobody.
  case unreachable(client: Int, Duration)
  /// A proxy gets in between: it resets the connection, and lets polls through, but no upgrades.
  case blockUpgrades(client: Int, UpgradeBlock, Duration)
  /// The server's process dies with all it knows, and another one starts after a while.
  case kill(Duration)
  /// The server's machine dies: nobody is told. Another one starts after a while.
  case powerLoss(Duration)
  /// The server is shut down in order, and starts again after a while; it tells its clients to come back within the jitter
  /// after that.
  case restart(Duration, jitter: Duration = .seconds(5))
  /// The server drops all connections and goes on.
  case dropAll
  /// The server closes all connections with a code and goes on: 1012 says that it restarts.
  case closeAll(code: UInt16)
  /// The server refuses connections with 503 and `Retry-After`.
  case refuse(Duration, retryAfter: Duration)
  /// The server refuses the client's present token from now on.
  case revoke(client: Int)
  /// The same, and for a while the client's token provider has no other one.
  case signOut(client: Int, Duration)
}
