import TautAuth
import TautBytes
import TautHandshake
import TautHub
import TautRooms
import TautUserChannel
import TautWebSocket

extension ServerLoop: HTTPService {
  func handle(_ request: HTTPRequest, on connection: HTTPConnection) {
    requests.handled += 1
    var exchange = Exchange(request: request, connection: connection) { [unowned self] in count($0) }
    exchange.crossOrigin = crossOriginFields(for: request.head)
    do throws(HeadError) {
      guard let route = Route(try request.head.pathSegments()) else { return refusePath(exchange) }
      // S0's client knows a host and no path.
      let isRootSocket = route == .index && request.head.fields["upgrade"] != nil
      dispatch(exchange, to: isRootSocket ? .socket : route)
    } catch {
      exchange.refuse(error.status, error.description)
    }
  }

  func refused(_ status: Status, _ sentence: String) {
    count(status)
    server.log(.refused(status: status.code, sentence: sentence))
  }

  private func count(_ status: Status) {
    if status.code >= 400 { requests.refusals[status.code, default: 0] += 1 }
  }

  private func refusePath(_ exchange: Exchange) {
    exchange.refuse(
      .notFound,
      "no such route: WebSockets are at /ws, /ws/v2/connect, /ws/client, /ws/events and /ws/{client_id}; "
        + "see /, /ws/v2/status, /ws/v2/rooms, /healthz, /metrics")
  }

  private func dispatch(_ exchange: Exchange, to route: Route) {
    let method = exchange.head.method
    if method == .options { return answerOptions(exchange, of: route) }
    guard route.allows(method) else { return refuseMethod(exchange, of: route) }
    if route.isSocket { return open(exchange, to: route) }
    do throws(UpgradeRefusal) {
      if route.writes { try origins.check(exchange.head) }
    } catch {
      return exchange.refuse(error)
    }
    do throws(TokenRefusal) {
      var exchange = exchange
      exchange.principal = try authentication(of: exchange.head, for: route).principal
      answer(exchange, route)
    } catch {
      refuse(exchange, error)
    }
  }

  private func refuseMethod(_ exchange: Exchange, of route: Route) {
    exchange.refuse(
      .methodNotAllowed, "the method \(exchange.head.method.name) is not allowed here: use \(route.methods)",
      fields: [HeadField(name: "Allow", value: route.methods)])
  }

  private func answer(_ exchange: Exchange, _ route: Route) {
    switch route {
    case .index: exchange.respond(.index)
    case .health: exchange.respond(.fields(("status", "ok")))
    case .readiness: exchange.respond(readiness)
    case .metrics: gather { [server] in exchange.respond(.metrics($0, uptime: server.uptime)) }
    case .status: gather { [server] in exchange.respond(.status($0, of: server)) }
    case .rooms: gather { exchange.respond(.rooms($0)) }
    case .publish: publish(exchange)
    case .broadcastTest: publish(exchange, PublishRequest.broadcastTest)
    case .connections: answerConnections(exchange)
    case .disconnect: answerDisconnect(exchange)
    case .revoke: answerRevoke(exchange)
    case .history: answerHistory(exchange, waits: false)
    case .poll: answerHistory(exchange, waits: true)
    case .presence: answerPresence(exchange)
    case .receipts: answerReceipts(exchange)
    default: preconditionFailure("\(route) is a WebSocket")
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

  /// Publishes to a room, or to a user.
  private func publish(_ exchange: Exchange) {
    guard exchange.request.body.withBytes({ UserPublish.isMeant(by: $0) }) else {
      return publish(exchange, PublishRequest.init(json:))
    }
    publishToUser(exchange)
  }

  private func publish(_ exchange: Exchange, _ read: (RawSpan) throws(PublishError) -> PublishRequest) {
    do throws(PublishError) {
      let request = try exchange.request.body.withBytes(read)
      guard exchange.principal.rooms.allow(request.room.text) else { return refuse(exchange, .roomNotAllowed) }
      publish(request, for: exchange)
    } catch {
      exchange.respond(.refusal(of: error))
    }
  }
}

extension HeadField {
  static func retryAfter(seconds: Int) -> HeadField {
    HeadField(name: "Retry-After", value: String(seconds))
  }
}

extension HTTPResponse {
  /// The refusal of a publish.
  static func refusal(of error: PublishError) -> HTTPResponse {
    switch error {
    case .unknownRoom: .refusal(.notFound, error.description)
    case _ where error.isTemporary:
      .refusal(.serviceUnavailable, error.description, fields: [.retryAfter(seconds: 1)])
    default: .refusal(.badRequest, error.description)
    }
  }
}
