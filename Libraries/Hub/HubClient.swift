public import TautEnvelope

/// Who is at the other end of a connection, as far as the server knows when it opens.
///
/// It is shared by reference, so that a connection about which there is nothing to say costs nothing.
public final class HubClient: Sendable {
  /// The first message that the server sends by itself.
  public enum Greeting: Sendable, Hashable {
    /// `welcome`, as the rooms dialect has it.
    case welcome
    /// `hello` with what the server offers: the accepted version, and a random id that names the handshake.
    case hello(version: Int, requestID: String)
    /// `connection_established`, as the user channel has it.
    case connectionEstablished
  }

  /// What others know the client by, which `rooms` writes as `client_id`.
  ///
  /// Empty, the hub gives it one.
  public let id: String
  /// The dialect, or `nil` where the keys of the first message shall choose, and `v2` where they do not tell.
  public let dialect: Dialect?
  /// The verified user, where there is one.
  public let user: String?
  /// The verified role, or the one that the client gave itself.
  public let role: String?
  /// What the server says first.
  public let greeting: Greeting?
  /// How often the server sends a `ping` message, or `nil` for never.
  public let heartbeat: Duration?
  /// Whether messages that are answered by nothing else are acknowledged.
  public let wantsAcknowledgements: Bool

  /// Describes a client.
  public init(
    id: String, dialect: Dialect?, user: String? = nil, role: String? = nil, greeting: Greeting? = nil,
    heartbeat: Duration? = nil, wantsAcknowledgements: Bool = false
  ) {
    self.id = id
    self.dialect = dialect
    self.user = user
    self.role = role
    self.greeting = greeting
    self.heartbeat = heartbeat
    self.wantsAcknowledgements = wantsAcknowledgements
  }
}
