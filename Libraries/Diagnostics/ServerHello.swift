public import TautJSON

/// What a server says about itself when a connection opens (S2's `hello`).
///
/// Reading is tolerant: what a server leaves out is nil or empty.
public struct ServerHello: Sendable, Hashable, Codable {
  /// The server's time, as it spells it.
  public var serverTime: String?
  /// The version of the protocol that it speaks on this connection.
  public var acceptedVersion: Int?
  /// What it can do: `heartbeat`, `structured_messages`, `error_codes`, `graceful_reconnect`.
  public var features: [String]
  /// The id of the upgrade request in its log.
  public var requestID: String?
  /// The client's id as it knows it.
  public var clientID: String?
  /// The time between its pings, in milliseconds.
  public var heartbeatIntervalMs: Int64?

  /// A hello with nothing in it but its features.
  public init(features: [String] = []) {
    self.features = features
  }

  /// Takes from a message what it has.
  public init(_ message: JSONValue) {
    serverTime = message["server_time"]?.string
    acceptedVersion = message["accepted_version"]?.int64.flatMap(Int.init(exactly:))
    features = (message["features"]?.array ?? []).compactMap(\.string)
    requestID = message["request_id"]?.string
    clientID = message["client_id"]?.string
    heartbeatIntervalMs = message["heartbeat_interval_ms"]?.int64
  }

  private enum CodingKeys: String, CodingKey {
    case serverTime = "server_time"
    case acceptedVersion = "accepted_version"
    case features
    case requestID = "request_id"
    case clientID = "client_id"
    case heartbeatIntervalMs = "heartbeat_interval_ms"
  }

  /// Writes the hello as an object with S2's names; what is not known is `null`.
  public func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("type", "hello")
    json.member("server_time", serverTime)
    json.name("accepted_version")
    if let acceptedVersion { json.number(acceptedVersion) } else { json.null() }
    json.member("features", features)
    json.member("request_id", requestID)
    json.member("client_id", clientID)
    json.name("heartbeat_interval_ms")
    if let heartbeatIntervalMs { json.number(heartbeatIntervalMs) } else { json.null() }
    json.endObject()
  }
}
