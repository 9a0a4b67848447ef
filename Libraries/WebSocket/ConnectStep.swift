public import TautEventLoop
public import TautTLS

/// What an attempt to open a connection has come to, in the order in which it happens.
///
/// For those who want to know how far an attempt got, such as ``WebSocketAttempt/progress``.
public enum ConnectStep: Sendable {
  /// An address did not answer; the next one is tried, if there is one.
  case unreachable(SocketAddress, SystemError)
  /// TCP to this address is established: the server's, or the proxy's where there is one.
  case connected(SocketAddress)
  /// The proxy has opened the way to the server.
  case tunnelled
  /// TLS is established.
  case secured(TLSSummary)
}
