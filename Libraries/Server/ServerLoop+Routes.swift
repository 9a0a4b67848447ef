import TautBytes
import TautEventLoop
import TautFraming
import TautHandshake
import TautHub
import TautRooms
import TautWebSocket

extension ServerLoop: HTTPService {
  /// Names that cannot be client ids of the legacy echo, because routes have them.
  private static let reserved: Set<String> = ["client", "v2", "user", "events"]

  /// The longest client id in bytes of UTF-8.
  private static let longestID = 128

  func handle(_ request: HTTPRequest, on connection: HTTPConnection) {
    requests.handled += 1
    do {
      try route(request.head.pathSegments(), request, connection)
    } catch {
      respond(.refusal(error.status, error.description), on: connection)
    }
  }

  func refused(_ status: Status, _ sentence: String) {
    requests.refusals[status.code, default: 0] += 1
    server.log(.refused(status: status.code, sentence: sentence))
  }

  private func route(_ path: [String], _ request: HTTPRequest, _ connection: HTTPConnection) {
    switch path.count {
    case 1 where path[0] == "ws": upgrade(request, connection, hubContext) { open($0) }
    case 1: operate(path[0], request, connection)
    case 2 where path[0] == "ws" && !Self.reserved.contains(path[1]): legacyEcho(path[1], request, connection)
    case 3 where path[0] == "ws" && path[1] == "v2": manage(path[2], request, connection)
    case 4 where path[0] == "ws" && path[1] == "v2" && path[2] == "broadcast" && path[3] == "test":
      post(request, connection, PublishRequest.broadcastTest)
    default: notFound(connection)
    }
  }

  private func operate(_ name: String, _ request: HTTPRequest, _ connection: HTTPConnection) {
    switch name {
    case "healthz": get(request, connection) { $0.respond(.fields(("status", "ok"))) }
    case "readyz": get(request, connection) { respond(readiness, on: $0) }
    case "metrics":
      get(request, connection) { connection in
        gather { [server] in connection.respond(.metrics($0, uptime: server.uptime)) }
      }
    default: notFound(connection)
    }
  }

  private func manage(_ name: String, _ request: HTTPRequest, _ connection: HTTPConnection) {
    switch name {
    case "status":
      get(request, connection) { connection in
        gather { [server] in connection.respond(.status($0, of: server)) }
      }
    case "rooms":
      get(request, connection) { connection in gather { connection.respond(.rooms($0)) } }
    case "publish":
      post(request, connection, PublishRequest.init(json:))
    default: notFound(connection)
    }
  }

  private var readiness: HTTPResponse {
    guard isDraining else {
      // Ready all the same: who only listens is served.
      if let storeTrouble { return .fields(("status", "ready"), ("store", storeTrouble)) }
      return .fields(("status", "ready"))
    }
    return .refusal(.serviceUnavailable, "the server is draining", fields: [.retryAfter(seconds: 1)])
  }

  private func notFound(_ connection: HTTPConnection) {
    respond(
      .refusal(
        .notFound,
        "no such route: WebSockets are at /ws and /ws/{client_id}; see /ws/v2/status, /ws/v2/rooms, /healthz, /metrics"),
      on: connection)
  }

  // MARK: Methods

  private func get(_ request: HTTPRequest, _ connection: HTTPConnection, _ answer: (HTTPConnection) -> Void) {
    guard request.head.method == .get || request.head.method == .head else {
      return refuseMethod(request, allowing: "GET, HEAD", connection)
    }
    answer(connection)
  }

  private func post(
    _ request: HTTPRequest, _ connection: HTTPConnection,
    _ read: (RawSpan) throws(PublishError) -> PublishRequest
  ) {
    guard request.head.method == .post else { return refuseMethod(request, allowing: "POST", connection) }
    do {
      // A page of another site must not publish through its visitor's browser.
      try origins.check(request.head)
    } catch {
      return respond(.refusal(error.status, error.description, fields: error.fields), on: connection)
    }
    do {
      publish(try request.body.withBytes(read), for: connection)
    } catch {
      respond(.refusal(.badRequest, error.description), on: connection)
    }
  }

  private func refuseMethod(_ request: HTTPRequest, allowing methods: String, _ connection: HTTPConnection) {
    respond(
      .refusal(
        .methodNotAllowed, "the method \(request.head.method.name) is not allowed here: use \(methods)",
        fields: [HeadField(name: "Allow", value: methods)]),
      on: connection)
  }

  private func respond(_ response: HTTPResponse, on connection: HTTPConnection) {
    if response.status.code >= 400 { requests.refusals[response.status.code, default: 0] += 1 }
    connection.respond(response)
  }

  // MARK: WebSockets

  private func legacyEcho(_ id: String, _ request: HTTPRequest, _ connection: HTTPConnection) {
    guard !id.isEmpty, id.utf8.count <= Self.longestID else {
      return respond(
        .refusal(.badRequest, "a client id has 1 to \(Self.longestID) bytes, this one has \(id.utf8.count)"),
        on: connection)
    }
    upgrade(request, connection, echoContext) { webSocket in
      echo.open(webSocket)
    }
  }

  private func upgrade(
    _ request: HTTPRequest, _ connection: HTTPConnection, _ context: WebSocketContext, _ open: (WebSocket) -> Void
  ) {
    do throws(UpgradeRefusal) {
      let upgrade = try UpgradeRequest(request.head)
      if !server.configuration.allowedOrigins.isEmpty { try origins.check(request.head) }
      if let refusal = admission() { return respond(refusal, on: connection) }
      let webSocket = connection.upgrade(
        upgrade, subprotocol: upgrade.subprotocols.first { $0 == "v2" },
        deflate: deflate.agreement(to: upgrade.extensions), context: context)
      guard let webSocket else { return }
      requests.upgrades += 1
      open(webSocket)
    } catch {
      respond(.refusal(error.status, error.description, fields: error.fields), on: connection)
    }
  }

  /// The refusal of a further connection, or nil when it may open.
  private func admission() -> HTTPResponse? {
    if isDraining {
      return .refusal(
        .serviceUnavailable, "the server is draining: connect to another", fields: [.retryAfter(seconds: 1)])
    }
    let limit = server.configuration.maximumConnections
    guard server.admit(limit: limit) else {
      return .refusal(
        .serviceUnavailable, "the limit of \(limit) connections is reached", fields: [.retryAfter(seconds: 5)])
    }
    return nil
  }
}

extension HeadField {
  static func retryAfter(seconds: Int) -> HeadField {
    HeadField(name: "Retry-After", value: String(seconds))
  }
}
