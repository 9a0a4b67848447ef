import TautHandshake

/// What a path names.
///
/// Fixed names win over `/ws/{client_id}`.
enum Route: Sendable, Hashable {
  // WebSockets
  case socket, connect, odds, arbitrage, portfolio, client, events
  case sport(String)
  case user(String)
  case echo(String)
  // The management API
  case status, rooms, connections, broadcastTest
  // The server API
  case publish, disconnect, revoke, history, poll, presence, receipts
  // Operations
  case index, health, readiness, metrics

  /// Names that cannot be client ids of the legacy echo, because routes have them.
  private static let reserved: Set<String> = ["client", "v2", "user", "events"]

  private static let fixed: [[String]: Route] = [
    ["ws"]: .socket, ["ws", "client"]: .client, ["ws", "events"]: .events, ["ws", "v2", "connect"]: .connect,
    ["ws", "v2", "odds"]: .odds, ["ws", "v2", "arbitrage"]: .arbitrage, ["ws", "v2", "portfolio"]: .portfolio,
    ["ws", "v2", "status"]: .status, ["ws", "v2", "rooms"]: .rooms, ["ws", "v2", "connections"]: .connections,
    ["ws", "v2", "broadcast", "test"]: .broadcastTest, ["ws", "v2", "publish"]: .publish,
    ["ws", "v2", "disconnect"]: .disconnect, ["ws", "v2", "revoke"]: .revoke, ["ws", "v2", "history"]: .history,
    ["ws", "v2", "poll"]: .poll, ["ws", "v2", "presence"]: .presence,
    ["ws", "v2", "receipts"]: .receipts,
    []: .index, ["healthz"]: .health, ["readyz"]: .readiness, ["metrics"]: .metrics,
  ]

  /// The routes with a part that varies, with that part's name in braces as their value.
  private static let varying: [[String]: Route] = [
    ["ws", "v2", "sport", "{sport}"]: .sport("{sport}"), ["ws", "user", "{uuid}"]: .user("{uuid}"),
    ["ws", "{client_id}"]: .echo("{client_id}"),
  ]

  /// Every route with its path, as documents name it: `/ws/{client_id}`.
  static var all: [(path: String, route: Route)] {
    fixed.merging(varying) { route, _ in route }.map { ("/" + $0.key.joined(separator: "/"), $0.value) }
  }

  /// The route of a path, or `nil` where there is none.
  init?(_ path: [String]) {
    if let route = Self.fixed[path] {
      self = route
    } else if path.count == 4, path[0] == "ws", path[1] == "v2", path[2] == "sport", !path[3].isEmpty {
      self = .sport(path[3])
    } else if path.count == 3, path[0] == "ws", path[1] == "user", !path[2].isEmpty {
      self = .user(path[2])
    } else if path.count == 2, path[0] == "ws", !Self.reserved.contains(path[1]) {
      self = .echo(path[1])
    } else {
      return nil
    }
  }

  /// Whether the route is a WebSocket.
  var isSocket: Bool {
    switch self {
    case .socket, .connect, .odds, .arbitrage, .portfolio, .client, .events, .sport, .user, .echo: true
    default: false
    }
  }

  /// Whether the route changes something, so that a page of another site must not reach it through its visitor.
  var writes: Bool {
    switch self {
    case .publish, .broadcastTest, .disconnect, .revoke: true
    default: false
    }
  }

  /// Whether only an administrator may use the route, once the server can tell who that is.
  var needsAdministrator: Bool { writes || self == .connections || self == .receipts }

  /// Whether only somebody with a token may use the route.
  var needsUser: Bool {
    switch self {
    case .portfolio, .user: true
    default: false
    }
  }

  /// Whether a token that comes along is looked at: probes carry what is meant for others.
  var readsTokens: Bool {
    switch self {
    case .index, .health, .readiness, .metrics: false
    default: true
    }
  }

  /// The room that the route itself is about.
  var room: String? {
    switch self {
    case .odds: "odds_updates"
    case .arbitrage: "arbitrage"
    case .portfolio: "portfolio"
    case .events: "events"
    case .sport(let name): name.lowercased()
    default: nil
    }
  }

  /// The methods that the route takes, as `Allow` names them.
  var methods: String {
    writes ? "POST, OPTIONS" : isSocket ? "GET, OPTIONS" : "GET, HEAD, OPTIONS"
  }

  /// Whether the route takes a method; preflights are answered before.
  func allows(_ method: RequestMethod) -> Bool {
    switch method {
    case .get: !writes
    case .head: !writes && !isSocket
    case .post: writes
    default: false
    }
  }
}
