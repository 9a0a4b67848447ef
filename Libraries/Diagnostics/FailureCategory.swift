/// The classes of what makes a connection fail (S2, "Error Classification").
public enum FailureCategory: String, Sendable, Hashable, Codable, CaseIterable {
  /// DNS, a refused connection, the network.
  case network
  /// A 4xx answer, a wrong version, invalid parameters.
  case handshake
  /// A 5xx answer, an error on the server's side.
  case serverError = "server_error"
  /// Close code 1006: the connection was lost without a word.
  case abnormal
  /// A connection or a heartbeat took too long.
  case timeout
  /// Everything else.
  case unknown
}
