/// One user's hold of a client that several share (``Client/shared(_:on:)``).
public struct SharedClient: Sendable {
  /// The client; it is ``release()`` that ends the use, and `close()` would end that of all others.
  public let client: Client

  let key: SharedClients.Key
  let user: UInt64

  /// Ends this use, and with the last one the client.
  ///
  /// Twice is as good as once.
  public func release() async {
    await SharedClients.all.leave(user, of: key)
  }
}
