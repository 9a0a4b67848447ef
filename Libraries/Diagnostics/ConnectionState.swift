public import TautJSON

/// Everything about a client's connection at one moment (S2's `WSState`, field by field).
public struct ConnectionState: Sendable, Hashable, Codable {
  /// Where it stands.
  public var phase: ConnectionPhase
  /// The client's id.
  public var clientID: String
  /// The URL, with its tokens masked.
  public var url: String
  /// The figures.
  public var stats: ConnectionStats
  /// The attempt that is being made, or whose connection is open.
  public var currentAttempt: ConnectionAttempt?
  /// The last attempts that have ended, oldest first; see ``Diagnostics/attemptLimit``.
  public var recentAttempts: [ConnectionAttempt]
  /// Why the program works without a connection.
  public var fallbackReason: String?
  /// The server's reason, while it has announced that it ends the connection that is open; empty where it gave none.
  public var announcedRestart: String?
  /// The last hello.
  public var lastHelloMessage: ServerHello?
  /// What the server can do.
  public var connectionFeatures: [String]
  /// Whether the program works without a connection.
  public var isFallbackMode: Bool
  /// Whether simulated data take the connection's place; in the phase `open` there is no connection then.
  public var isSimulating: Bool

  private enum CodingKeys: String, CodingKey {
    case phase
    case clientID = "client_id"
    case url
    case stats
    case currentAttempt = "current_attempt"
    case recentAttempts = "recent_attempts"
    case fallbackReason = "fallback_reason"
    case announcedRestart = "announced_restart"
    case lastHelloMessage = "last_hello_message"
    case connectionFeatures = "connection_features"
    case isFallbackMode = "is_fallback_mode"
    case isSimulating = "is_simulating"
  }

  /// Writes the state as an object with S2's names; what is not known is `null`.
  public func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("phase", phase.rawValue)
    json.member("client_id", clientID)
    json.member("url", url)
    json.name("stats")
    stats.write(to: &json)
    json.name("current_attempt")
    if let currentAttempt { currentAttempt.write(to: &json) } else { json.null() }
    json.name("recent_attempts")
    json.beginArray()
    for attempt in recentAttempts { attempt.write(to: &json) }
    json.endArray()
    json.member("fallback_reason", fallbackReason)
    json.member("announced_restart", announcedRestart)
    json.name("last_hello_message")
    if let lastHelloMessage { lastHelloMessage.write(to: &json) } else { json.null() }
    json.member("connection_features", connectionFeatures)
    json.member("is_fallback_mode", isFallbackMode)
    json.member("is_simulating", isSimulating)
    json.endObject()
  }
}
