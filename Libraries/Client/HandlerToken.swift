/// A registration of handlers, which ends when it is cancelled.
public struct HandlerToken: Sendable {
  let number: UInt64
  let client: Client

  /// Ends the registration; the handlers are not called any more.
  public func cancel() async {
    await client.unregister(number)
  }
}

/// Called with a message, on the client's loop: be quick.
///
/// One that throws harms no other; a notice tells of it.
public typealias ClientHandler = @Sendable (ClientMessage) throws -> Void
