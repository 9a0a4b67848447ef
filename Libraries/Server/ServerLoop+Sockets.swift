import TautAuth
import TautEnvelope
import TautEventLoop
import TautFraming
import TautHandshake
import TautHub
import TautWebSocket

/// How requests become WebSockets.
extension ServerLoop {
  /// Opens a WebSocket, or says why not.
  ///
  /// What the protocol wants comes first, then where the page is from, then who it is, then what it asks for, and last
  /// whether there is room.
  func open(_ exchange: Exchange, to route: Route) {
    do throws(UpgradeRefusal) {
      let upgrade = try UpgradeRequest(exchange.head)
      try checkOrigin(of: exchange.head, for: route)
      open(exchange, upgrade, to: route)
    } catch {
      exchange.refuse(error)
    }
  }

  private func open(_ exchange: Exchange, _ upgrade: UpgradeRequest, to route: Route) {
    do throws(TokenRefusal) {
      let authentication = try authentication(of: exchange.head, for: route)
      switch route {
      case .echo(let id): openEcho(exchange, upgrade, id, by: authentication)
      case .user(let user): openUser(exchange, upgrade, user, by: authentication)
      default: open(exchange, upgrade, to: route, by: authentication)
      }
    } catch {
      refuse(exchange, error)
    }
  }

  private func openEcho(
    _ exchange: Exchange, _ upgrade: UpgradeRequest, _ id: String, by authentication: ConnectionAuthentication
  ) {
    guard !id.isEmpty, id.utf8.count <= QueryParameters.longestID else {
      return exchange.refuse(
        .badRequest, "a client id has 1 to \(QueryParameters.longestID) bytes, this one has \(id.utf8.count)")
    }
    guard !id.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F || $0 == UInt8(ascii: "/") }) else {
      return exchange.refuse(.badRequest, "a client id has neither slashes nor control characters")
    }
    let subprotocol =
      upgrade.subprotocols.first { $0 == Dialect.v2.name } ?? PresentedToken.marker(in: upgrade.subprotocols)
    let principal = authentication.principal
    accept(exchange, upgrade, subprotocol, echoContext, by: principal) { [unowned self] webSocket in
      guard let token = authentication.token else { return echo.open(webSocket) }
      var visit = Visit(client: HubClient(id: id, dialect: .v2, user: principal.user, role: principal.role))
      visit.token = token
      open(EchoSession(webSocket, slot: UInt32(webSocket.stream.slot), serving: self), visit)
    }
  }

  private func open(
    _ exchange: Exchange, _ upgrade: UpgradeRequest, to route: Route, by authentication: ConnectionAuthentication
  ) {
    let dialect = Dialect.chosen(from: upgrade.subprotocols)
    var visit: Visit
    do {
      visit = try self.visit(to: route, QueryParameters(exchange.head), by: authentication.principal, speaking: dialect)
      visit.token = authentication.token
    } catch let error as HeadError {
      return exchange.refuse(error.status, error.description)
    } catch {
      return exchange.refuse(.badRequest, "\(error)")
    }
    let subprotocol = dialect?.name ?? PresentedToken.marker(in: upgrade.subprotocols)
    let context = route == .client ? clientContext : hubContext
    accept(exchange, upgrade, subprotocol, context, by: authentication.principal) { [unowned self, visit] webSocket in
      if let (code, reason) = visit.refusal {
        farewell.close(webSocket, code, reason)
      } else {
        open(webSocket, visit)
      }
    }
  }

  func accept(
    _ exchange: Exchange, _ upgrade: UpgradeRequest, _ subprotocol: String?, _ context: WebSocketContext,
    by principal: Principal, _ open: @escaping (WebSocket) -> Void
  ) {
    gate.admit(exchange.head, from: exchange.connection.stream, user: principal.user) { [unowned self] answer in
      switch answer {
      case .refused(let refusal): exchange.respond(refusal)
      case .admitted(let pass):
        let webSocket = exchange.connection.upgrade(
          upgrade, subprotocol: subprotocol, deflate: deflate.agreement(to: upgrade.extensions), context: context)
        // Whoever asked may have left while the counts were asked for.
        guard let webSocket else { return gate.handBack(pass) }
        gate.entered(webSocket, pass)
        requests.upgrades += 1
        open(webSocket)
      }
    }
  }

  /// Records that a WebSocket has ended.
  func left(_ webSocket: WebSocket, _ ending: Ending) {
    measures.endings[EndingClass(ending), default: 0] += 1
    gate.left(webSocket)
  }
}
