internal import TautBackoff
internal import TautClient
internal import TautEnvelope
internal import TautHeartbeat
internal import TautSession

/// Where and how `{"op":"client"}` connects.
struct DriveClientTarget: Sendable, Hashable {
  var url: String
  var dialect: Dialect
  var token: String?
  /// Whether the heartbeat's pings are messages.
  var pingsWithMessages: Bool
  var pingInterval: Duration?
  var pingTimeout: Duration?
  var attempts: Int?

  /// Reads the fields of the request.
  init(_ fields: DriveFields) throws(DriveRequestError) {
    url = try fields.required("url", fields.string)
    let name = try fields.string("dialect") ?? Dialect.v2.name
    guard let dialect = Dialect(name: name) else {
      throw .bad("dialect", allowed: "one of \(Dialect.allCases.map(\.name).joined(separator: ", "))")
    }
    self.dialect = dialect
    token = try fields.string("token")
    pingsWithMessages = try fields.boolean("ping_messages") ?? false
    pingInterval = try fields.duration("ping_interval")
    pingTimeout = try fields.duration("ping_timeout")
    attempts = try fields.integer("max_attempts", 1...1000).map { Int($0) }
  }

  /// The preset of the dialect, with what was asked for.
  var configuration: ClientConfiguration {
    var session = preset
    session.pingKind = pingsWithMessages ? .message : .frame
    if let pingInterval { session.heartbeat.interval = pingInterval }
    if let pingTimeout { session.heartbeat.timeout = pingTimeout }
    if let attempts { session.backoff.maximumAttempts = attempts }
    var configuration = ClientConfiguration(session)
    if let token { configuration.token = { SessionToken(token) } }
    session.usesTokenProvider = token != nil
    configuration.session = session
    configuration.tokenPlacement = .query
    return configuration
  }

  private var preset: SessionConfiguration {
    switch dialect {
    case .v2: .v2(url: url)
    case .rooms: .rooms(url: url)
    case .structured: .structured(url: url)
    case .event: .event(url: url)
    case .user: .user(url: url)
    }
  }
}
