public import TautJSON

/// Figures about a client's connections (S2's `WSConnectionStats`, field by field).
public struct ConnectionStats: Sendable, Hashable, Codable {
  /// How many attempts were made.
  public var totalAttempts = 0
  /// How many of them led to a connection.
  public var successfulConnections = 0
  /// How long the present connection has been open, in milliseconds.
  public var currentUptimeMs: Int64 = 0
  /// How many messages came, without heartbeats.
  public var messagesReceived = 0
  /// How many messages were sent, without heartbeats.
  public var messagesSent = 0
  /// How many pings and pongs came.
  public var heartbeatsReceived = 0
  /// How many pings and pongs were sent.
  public var heartbeatsSent = 0
  /// When anything came or was sent last.
  public var lastActivity: WallTime?
  /// When the present connection was opened.
  public var connectionStart: WallTime?
  /// How many messages came of each type; see ``Diagnostics/typeLimit``.
  public var messageCountsByType: [String: Int] = [:]

  /// Figures of nothing.
  public init() {}

  private enum CodingKeys: String, CodingKey {
    case totalAttempts = "total_attempts"
    case successfulConnections = "successful_connections"
    case currentUptimeMs = "current_uptime_ms"
    case messagesReceived = "messages_received"
    case messagesSent = "messages_sent"
    case heartbeatsReceived = "heartbeats_received"
    case heartbeatsSent = "heartbeats_sent"
    case lastActivity = "last_activity"
    case connectionStart = "connection_start"
    case messageCountsByType = "message_counts_by_type"
  }

  /// Writes the figures as an object with S2's names, the types in the order of their names.
  public func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("total_attempts", totalAttempts)
    json.member("successful_connections", successfulConnections)
    json.member("current_uptime_ms", currentUptimeMs)
    json.member("messages_received", messagesReceived)
    json.member("messages_sent", messagesSent)
    json.member("heartbeats_received", heartbeatsReceived)
    json.member("heartbeats_sent", heartbeatsSent)
    json.member("last_activity", lastActivity?.description)
    json.member("connection_start", connectionStart?.description)
    json.name("message_counts_by_type")
    json.beginObject()
    for (type, count) in messageCountsByType.sorted(by: { $0.key < $1.key }) { json.member(type, count) }
    json.endObject()
    json.endObject()
  }
}
