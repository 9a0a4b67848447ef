import TautAuth
import TautCrypto
import TautEnvelope
import TautFraming
import TautHub

/// What each WebSocket route makes of its clients.
extension ServerLoop {
  /// The roles that a client of `/ws/client` can give itself.
  private static let roles = ["frontend", "admin", "test"]

  /// What a client of `route` gets.
  ///
  /// - Parameters:
  ///   - route: A WebSocket route of the hub.
  ///   - query: Its parameters.
  ///   - principal: Who it is, verified.
  ///   - subprotocol: The dialect that the client asked for as a subprotocol.
  /// - Returns: What the connection begins with, or the code that closes it.
  /// - Throws: What is wrong with the parameters.
  func visit(
    to route: Route, _ query: QueryParameters, by principal: Principal, speaking subprotocol: Dialect?
  ) throws(ParameterError) -> Visit {
    switch route {
    case .client: return try structured(query, by: principal, speaking: subprotocol)
    case .events:
      let client = HubClient(
        id: try query.clientID() ?? SystemRandom.uuid(), dialect: subprotocol ?? .event, user: principal.user,
        role: principal.role)
      // The seed's clients know no confirmation.
      return Visit(client: client, subscription: (try Visit.subscription(to: "events", from: query), false))
    case .connect, .odds, .arbitrage, .sport, .portfolio:
      var visit = Visit(client: try roomsClient(query, by: principal, speaking: subprotocol))
      visit.subscription = try subscription(of: route, query).map { ($0, true) }
      return visit
    default: return try plain(query, by: principal, speaking: subprotocol)
    }
  }

  /// A client of `/ws`.
  private func plain(
    _ query: QueryParameters, by principal: Principal, speaking subprotocol: Dialect?
  ) throws(ParameterError) -> Visit {
    let id = try query.clientID()
    if id == nil, principal.user == nil {
      guard let subprotocol else { return Visit(client: Visit.undecided) }
      if subprotocol == .v2 { return Visit() }
    }
    let greeting: HubClient.Greeting? = subprotocol.flatMap(greeting)
    return Visit(
      client: HubClient(
        id: id ?? SystemRandom.uuid(), dialect: subprotocol, user: principal.user, role: principal.role,
        greeting: greeting, heartbeat: subprotocol.flatMap(heartbeat)))
  }

  private func roomsClient(
    _ query: QueryParameters, by principal: Principal, speaking subprotocol: Dialect?
  ) throws(ParameterError) -> HubClient {
    HubClient(
      id: try query.clientID() ?? SystemRandom.uuid(), dialect: subprotocol ?? .rooms, user: principal.user,
      role: principal.role, greeting: .welcome, heartbeat: heartbeat(of: subprotocol ?? .rooms))
  }

  private func subscription(of route: Route, _ query: QueryParameters) throws(ParameterError) -> [UInt8]? {
    switch route {
    case .odds: try Visit.subscription(to: "odds_updates", equal: ["sport", "sportsbook"], from: query)
    case .arbitrage: try Visit.subscription(to: "arbitrage", equal: ["sport"], least: ["min_profit"], from: query)
    case .sport(let name): try Visit.subscription(to: name.lowercased(), equal: ["game_id", "player"], from: query)
    case .portfolio: try Visit.subscription(to: "portfolio", from: query)
    default: nil
    }
  }

  /// A client of `/ws/client`.
  private func structured(
    _ query: QueryParameters, by principal: Principal, speaking subprotocol: Dialect?
  ) throws(ParameterError) -> Visit {
    guard let id = try query.clientID() else { throw .missing("client_id") }
    let version = query["version"] ?? "1"
    guard let number = Int(version), (1...2).contains(number) else {
      return Visit(
        refusal: (.unsupportedProtocolVersion, "unsupported protocol version: this server speaks 1 and 2"))
    }
    let role = query["role"] ?? Self.roles[0]
    guard Self.roles.contains(role) else {
      return Visit(refusal: (.invalidClientRole, "invalid client role: use \(Self.roles.joined(separator: ", "))"))
    }
    return Visit(
      client: HubClient(
        id: id, dialect: subprotocol ?? (number == 1 ? .structured : .v2), user: principal.user,
        role: principal.role ?? role, greeting: .hello(version: number, requestID: SystemRandom.uuid()),
        heartbeat: heartbeat(of: .structured), wantsAcknowledgements: number > 1))
  }

  /// How a client that chose its dialect by the subprotocol is greeted.
  private func greeting(of dialect: Dialect) -> HubClient.Greeting? {
    switch dialect {
    case .rooms: .welcome
    case .structured: .hello(version: 1, requestID: SystemRandom.uuid())
    case .user: .connectionEstablished
    case .v2, .event: nil
    }
  }

  /// How often the server pings clients of a dialect with messages.
  private func heartbeat(of dialect: Dialect) -> Duration? {
    switch dialect {
    case .rooms: server.configuration.keepalive(.standard).interval
    case .structured: server.configuration.keepalive(.structured).interval
    case .v2, .event, .user: nil
    }
  }
}
