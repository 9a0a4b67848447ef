import TautAuth
import TautBytes
import TautHandshake
import TautHub
import TautJSON
import TautRooms
import TautWebSocket

/// The server API: connections, histories, polls.
extension ServerLoop {
  /// The most connections that are listed in one answer.
  private static let mostConnections = 10_000

  /// The most publications in one answer.
  private static let mostPublications = 1_000

  /// The most members that are listed in one answer.
  private static let mostMembers = 10_000

  /// The longest time that a poll waits.
  private static let longestWait: Duration = .seconds(60)

  func answerConnections(_ exchange: Exchange) {
    withParameters(of: exchange) { query in
      let limit = try query.count("limit", in: 1...Self.mostConnections, else: 1_000)
      gather(
        { $0.hub.clients(limit: limit) },
        then: { [server] lists in
          exchange.respond(.connections(Array(lists.joined().prefix(limit)), count: server.connectionCount))
        })
    }
  }

  func answerDisconnect(_ exchange: Exchange) {
    do throws(PublishError) {
      let (selection, reason) = try exchange.request.body.withBytes(Self.disconnection)
      gather(
        { $0.disconnect(selection, reason: reason) },
        then: { counts in
          exchange.respond(.disconnected(counts.reduce(0, +)))
        })
    } catch {
      exchange.respond(.refusal(of: error))
    }
  }

  /// Reads `{"client_id" | "user", "reason"?}`.
  private static func disconnection(_ body: RawSpan) throws(PublishError) -> (Hub.ClientSelection, String) {
    let root: JSONSlice
    do {
      root = try JSONScanner().scan(body)
    } catch {
      throw .malformed("the request is not JSON: \(error)")
    }
    guard root.kind == .object else { throw .malformed("the request is not an object") }
    let reason = root.member("reason", in: body)?.string(in: body) ?? "disconnected through the server's API"
    // RFC 6455, 5.5: a control frame has 125 bytes, and two are the code.
    guard reason.utf8.count <= 123 else { throw .invalidField("reason", expected: "a string of at most 123 bytes") }
    for (key, select) in [("client_id", Hub.ClientSelection.client), ("user", Hub.ClientSelection.user)] {
      guard let value = root.member(key, in: body), !value.isNull else { continue }
      guard let text = value.string(in: body), !text.isEmpty else { throw .invalidField(key, expected: "a name") }
      return (select(text), reason)
    }
    throw .missingField("client_id")
  }

  /// Closes the connections of this loop that are meant.
  private func disconnect(_ selection: Hub.ClientSelection, reason: String) -> Int {
    var count = 0
    tell { hub, output in count = hub.disconnect(selection, reason: reason, at: now, into: &output) }
    return count
  }

  /// Answers `history` and `poll`.
  func answerHistory(_ exchange: Exchange, waits: Bool) {
    withParameters(of: exchange) { query in
      var request = try Self.historyRequest(query, since: waits ? "offset" : "since")
      let wait = waits ? try query.seconds("wait", upTo: Self.longestWait) : .zero
      // A poll without an offset begins at the present.
      if waits, request.offset == nil { request.beginsNow = true }
      try exchange.principal.require(room: request.room.text)
      request.waits = wait > .zero
      read(request, for: exchange, waiting: wait)
    }
  }

  /// Answers `presence`: who is in a room.
  func answerPresence(_ exchange: Exchange) {
    withParameters(of: exchange) { query in
      let room = try Self.room(query)
      let limit = try query.count("limit", in: 1...Self.mostMembers, else: 1_000)
      try exchange.principal.require(room: room.text)
      askForPresence(of: room, limit: limit, for: exchange)
    }
  }

  private static func room(_ query: QueryParameters) throws(ParameterError) -> RoomName {
    guard let name = query["room"] else { throw .missing("room") }
    do {
      return try RoomName(name)
    } catch {
      throw .invalid("room", name, expected: "the name of a room: \(error)")
    }
  }

  private static func historyRequest(
    _ query: QueryParameters, since: String
  ) throws(ParameterError) -> HistoryRequest {
    var request = HistoryRequest(
      room: try room(query), offset: try query.offset(since),
      limit: try query.count("limit", in: 1...mostPublications, else: 100))
    if let epoch = query["epoch"] {
      request.epoch = Epoch(epoch)
      request.isOfUnknownEpoch = request.epoch == nil
    }
    return request
  }

  private func withParameters(of exchange: Exchange, _ body: (QueryParameters) throws -> Void) {
    do {
      try body(try QueryParameters(exchange.head))
    } catch let error as HeadError {
      exchange.refuse(error.status, error.description)
    } catch let error as TokenRefusal {
      refuse(exchange, error)
    } catch {
      exchange.refuse(.badRequest, "\(error)")
    }
  }
}
