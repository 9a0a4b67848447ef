/// What client and server agreed on about permessage-deflate (RFC 7692, 7.1).
///
/// It names both directions, so it means the same on both sides; ``outgoing(_:)`` and ``incoming(_:)`` name them from one.
public struct DeflateAgreement: Sendable, Hashable {
  /// How one direction is compressed.
  public struct Direction: Sendable, Hashable {
    /// The largest window in bits, 8 to 15.
    public var windowBits = 15
    /// Whether the window lives on after a message.
    public var takesOverContext = true

    /// Whether the answer names the window: an offer that limits the server's window, even to 15 bits, is accepted by
    /// naming one (RFC 7692, 7.1.2.1).
    public var namesWindow = false

    /// A window of 15 bits that lives on.
    public init() {}
  }

  /// A side of a connection.
  public enum Role: Sendable, Hashable {
    /// The side that opened the connection.
    case client
    /// The side that accepted it.
    case server
  }

  /// What the server sends.
  public var fromServer = Direction()

  /// What the client sends.
  public var fromClient = Direction()

  /// Both directions with a window of 15 bits that lives on.
  public init() {}

  /// How the side of this `role` compresses.
  public func outgoing(_ role: Role) -> Direction { role == .server ? fromServer : fromClient }

  /// How the side of this `role` decompresses.
  public func incoming(_ role: Role) -> Direction { role == .server ? fromClient : fromServer }

  /// The server's answer as it stands in `Sec-WebSocket-Extensions`.
  public var response: String {
    var answer = ExtensionOffer(DeflateOffer.name)
    if !fromServer.takesOverContext { answer.parameters.append(.init("server_no_context_takeover")) }
    if !fromClient.takesOverContext { answer.parameters.append(.init("client_no_context_takeover")) }
    if fromServer.namesWindow || fromServer.windowBits < 15 {
      answer.parameters.append(.init("server_max_window_bits", String(fromServer.windowBits)))
    }
    if fromClient.windowBits < 15 {
      answer.parameters.append(.init("client_max_window_bits", String(fromClient.windowBits)))
    }
    return answer.description
  }
}
