import TautAuth
import TautBytes
import TautCrypto
import TautEnvelope
import TautEventLoop
import TautHandshake
import TautHub
import TautUserChannel
import TautWebSocket

/// The user channel's routes.
extension ServerLoop {
  /// Opens `/ws/user/{uuid}?client_id=&ack=`, whose user is verified.
  func openUser(
    _ exchange: Exchange, _ upgrade: UpgradeRequest, _ user: String, by authentication: ConnectionAuthentication
  ) {
    let device: String?
    let acknowledgesBySending: Bool
    do {
      let query = try QueryParameters(exchange.head)
      device = try query.clientID()
      acknowledgesBySending = try query.acknowledgesBySending()
    } catch {
      return exchange.refuse(.badRequest, "\(error)")
    }
    guard (1...UserPublish.longestName).contains(user.utf8.count) else {
      let text = "a user has 1 to \(UserPublish.longestName) bytes, this one has \(user.utf8.count)"
      return exchange.refuse(.badRequest, text)
    }
    let subprotocol =
      upgrade.subprotocols.first { $0 == Dialect.user.name } ?? PresentedToken.marker(in: upgrade.subprotocols)
    let client = HubClient(
      id: device ?? SystemRandom.uuid(), dialect: .user, user: user, role: authentication.principal.role)
    var visit = Visit(client: client)
    visit.token = authentication.token
    let address = DeviceAddress(user: user, device: device ?? "")
    accept(exchange, upgrade, subprotocol, userContext, by: authentication.principal) {
      [unowned self, visit] webSocket in
      users.open(address, acknowledgesBySending: acknowledgesBySending) { number, home in
        let session = UserSession(
          webSocket, slot: UInt32(webSocket.stream.slot), serving: self, number: number, home: home)
        open(session, visit)
        return session
      }
    }
  }

  /// Whether the hub takes a further message of a connection, by its rate.
  func admits(_ slot: UInt32) -> Bool {
    var isAdmitted = false
    tell { hub, output in isAdmitted = hub.admit(slot, at: now, into: &output) }
    return isAdmitted
  }

  func publishToUser(_ exchange: Exchange) {
    do throws(UserPublishError) {
      let request = try exchange.request.body.withBytes { body throws(UserPublishError) in try UserPublish(json: body) }
      users.publish(request, for: exchange)
    } catch {
      exchange.refuse(error.status, error.description, fields: error.fields)
    }
  }

  /// Answers `/ws/v2/receipts?user=&id=`.
  func answerReceipts(_ exchange: Exchange) {
    do {
      let query = try QueryParameters(exchange.head)
      guard let user = query["user"] else { throw ParameterError.missing("user") }
      guard let id = query["id"] else { throw ParameterError.missing("id") }
      users.answerReceipts(of: id, user: user, for: exchange)
    } catch {
      exchange.refuse(.badRequest, "\(error)")
    }
  }
}

extension QueryParameters {
  /// Whether what is sent counts as acknowledged, which `ack=auto` says.
  fileprivate func acknowledgesBySending() throws(ParameterError) -> Bool {
    switch self["ack"] {
    case nil, "explicit": return false
    case "auto": return true
    case let value?: throw .invalid("ack", value, expected: "one of explicit, auto")
    }
  }
}

extension UserPublishError {
  /// The status that answers it.
  var status: Status {
    switch self {
    case .malformed, .missingField, .invalidField: .badRequest
    case .inboxFull: .tooManyRequests
    case .notStored, .busy: .serviceUnavailable
    }
  }

  /// The fields that go with it.
  var fields: [HeadField] {
    switch self {
    case .malformed, .missingField, .invalidField: []
    // Somebody has to read first.
    case .inboxFull: [.retryAfter(seconds: 60)]
    case .notStored, .busy: [.retryAfter(seconds: 1)]
    }
  }
}
