public import TautEventLoop
public import TautWebSocket

extension Client {
  /// The most configurations that a process shares at a time: 100.
  public static let sharedLimit = 100

  /// The client of a configuration, the same one for all who ask for it: one connection however many users there are.
  ///
  /// The first user makes and connects it; it is closed when the last one has released it. Configurations are equal that lead to
  /// the same connection: the same URL, dialect, fallback, request, TLS, proxy, memory and simulated data on the same loop.
  /// How long is waited, and what the limits are, the first user decides. Closures, as a token provider, cannot be compared:
  /// with one, configurations are equal where they also have the same ``ClientConfiguration/name``, and without a name each has
  /// a client of its own.
  ///
  /// - Parameters:
  ///   - configuration: How to connect.
  ///   - loop: A running loop; nil takes the one that all of the process share.
  /// - Returns: The client; release it with ``SharedClient/release()``.
  /// - Throws: As ``open(_:on:)``, and ``ConnectError/options(_:)`` beyond ``sharedLimit``.
  public static func shared(
    _ configuration: ClientConfiguration, on loop: EventLoop? = nil
  ) async throws(ConnectError) -> SharedClient {
    try await SharedClients.all.join(configuration, on: try loop.orShared())
  }

  /// Lends the client that all users of a configuration share to `body`, and releases it when `body` ends, however it ends.
  ///
  /// - Parameters:
  ///   - configuration: How to connect; which ones are equal, ``shared(_:on:)`` says.
  ///   - loop: A running loop; nil takes the one that all of the process share.
  ///   - body: What is done with the client.
  /// - Returns: What `body` returns.
  /// - Throws: What `body` throws, or as ``shared(_:on:)``.
  public static func withShared<Value>(
    _ configuration: ClientConfiguration, on loop: EventLoop? = nil, _ body: (Client) async throws -> sending Value
  ) async throws -> sending Value {
    let share = try await shared(configuration, on: loop)
    do {
      let value = try await body(share.client)
      await share.release()
      return value
    } catch {
      await share.release()
      throw error
    }
  }
}
