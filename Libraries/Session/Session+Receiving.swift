import TautBytes
import TautEnvelope
import TautFraming
import TautHeartbeat
import TautJSON

extension Session {
  /// Handles a text message of the server.
  ///
  /// - Parameters:
  ///   - bytes: The message, which may be any bytes.
  ///   - id: The link that it came on; a link that is over is ignored.
  ///   - now: The present.
  ///   - output: What to do is added here. Slices in it are of `bytes`.
  public mutating func receive(
    text bytes: RawSpan, on id: LinkID, at now: ContinuousClock.Instant, into output: inout SessionOutput
  ) {
    guard link == id else { return }
    open?.heartbeat.receiveTraffic(at: now)
    do throws(EnvelopeError) {
      let incoming = try IncomingMessage(bytes, configuration.dialect)
      handle(incoming, bytes, at: now, into: &output)
    } catch {
      output.actions.append(.note(.invalidMessage(.invalidMessage(error.description))))
      if let dialect = otherDialect(bytes) { leave(dialect, at: now, into: &output) }
    }
  }

  /// The dialect of a greeting that is no envelope.
  private func otherDialect(_ bytes: RawSpan) -> Dialect? {
    guard configuration.dialect == .v2, let object = try? JSONScanner().scan(bytes) else { return nil }
    return object.member("type", in: bytes)?.string(in: bytes).flatMap(Dialect.greeting(with:))
  }

  /// Leaves a server whose messages will never be understood: to wait for one that is would be to wait for ever.
  private mutating func leave(
    _ dialect: Dialect, at now: ContinuousClock.Instant, into output: inout SessionOutput
  ) {
    guard let open else { return }
    let error = SessionError.otherDialect(server: dialect, session: configuration.dialect)
    output.actions.append(.close(open.id, .normalClosure, reason: "\(error)"))
    forgetLink()
    giveUp(error, at: now, into: &output)
  }

  private mutating func handle(
    _ incoming: IncomingMessage, _ bytes: RawSpan, at now: ContinuousClock.Instant, into output: inout SessionOutput
  ) {
    var message = incoming.message
    if message.room != nil, configuration.dialect != .v2, message.type.equals("subscription_confirmed", in: bytes) {
      // These dialects say beside the content where the room stands, as with a publication.
      message.room = nil
      message.offset = nil
    }
    if message.type.equals("batch", in: bytes), receiveBatch(message, bytes, into: &output) { return }
    if let name = message.room, let index = rooms.find(name, in: bytes) {
      route(&message, epoch: incoming.epoch, to: index, in: bytes, into: &output)
      if !message.subscriptions.isEmpty { output.actions.append(.deliver(message)) }
      return
    }
    let start = output.actions.count
    guard message.room == nil, handleProtocol(incoming, message, bytes, at: now, into: &output) else {
      return output.actions.append(.deliver(message))
    }
    if !output.actions[start...].contains(where: \.isSettlement) { output.actions.append(.told(message)) }
  }

  /// Handles a message that is the protocol's own business, or an answer, and tells whether it was one.
  private mutating func handleProtocol(
    _ incoming: IncomingMessage, _ message: SessionMessage, _ bytes: RawSpan, at now: ContinuousClock.Instant,
    into output: inout SessionOutput
  ) -> Bool {
    let answered = incoming.correlation(in: bytes)
    switch MessageType(message.type.string(in: bytes) ?? "") {
    case .subscriptionConfirmed:
      if let room = room(answered, message, bytes) { confirmed(room, message, in: bytes, into: &output) }
    case .subscriptionError:
      if let room = room(answered, message, bytes) { refused(room, error(message, bytes), into: &output) }
    case .ping: pong(incoming, bytes, at: now, into: &output)
    case .pong:
      if case .ping(let token) = answered { receivePong(token, on: open!.id, at: now, into: &output) }
      return settle(answered, message, bytes, into: &output) || answered != nil
    case .reconnectRequired: reconnectRequired(message.payload, bytes, at: now, into: &output)
    case "messages_dropped": dropped(message.payload, in: bytes, into: &output)
    case .error:
      if settle(answered, message, bytes, into: &output) { return true }
      if case .subscription = answered, let room = room(answered, message, bytes) {
        refused(room, error(message, bytes), into: &output)
      } else {
        output.actions.append(.note(.serverError(error(message, bytes))))
      }
    case .hello, .welcome, .connectionEstablished:
      output.actions.append(.note(.hello(message.message.copy(in: bytes))))
      return settle(answered, message, bytes, into: &output)
    default:
      if case .unsubscription = answered { return true }
      return settle(answered, message, bytes, into: &output)
    }
    return true
  }

  /// Settles the request or the queued message that an answer is for, and tells whether there is one.
  private mutating func settle(
    _ answered: IncomingMessage.Correlation?, _ message: SessionMessage, _ bytes: RawSpan,
    into output: inout SessionOutput
  ) -> Bool {
    let isError = message.type.equals(MessageType.error.rawValue, in: bytes)
    switch answered {
    case .request(let number):
      guard let id = takeRequest(number) else { return true }
      output.actions.append(isError ? .failed(id, error(message, bytes)) : .answered(id, message))
      return true
    case .message(let number):
      guard let entry = queue.remove(MessageID(rawValue: number)) else { return true }
      output.actions.append(isError ? .rejected(entry.id, error(message, bytes)) : .accepted(entry.id, message))
      return true
    case nil where configuration.dialect != .v2:
      // These dialects need not repeat a request's id: the answer has the request's type.
      guard let id = takeRequest(ofType: message.type, in: bytes) else { return false }
      output.actions.append(.answered(id, message))
      return true
    default: return false
    }
  }

  /// The room whose subscription is answered: by the request's number, and where a server does not repeat it, by name.
  private mutating func room(
    _ answered: IncomingMessage.Correlation?, _ message: SessionMessage, _ bytes: RawSpan
  ) -> Int? {
    if case .subscription(let number) = answered { return rooms.find(asked: number) }
    guard answered == nil else { return nil }
    for name in NameAliases.keys.all(for: "channel") {
      guard let name = message.payload.member(name, in: bytes), name.kind == .string else { continue }
      return rooms.find(name, in: bytes).flatMap { rooms.isAsked($0) ? $0 : nil }
    }
    return nil
  }

  private mutating func pong(
    _ incoming: IncomingMessage, _ bytes: RawSpan, at now: ContinuousClock.Instant, into output: inout SessionOutput
  ) {
    guard let open else { return }
    let start = output.bytes.count
    let range = incoming.correlationId?.range ?? 0..<0
    let id = range.isEmpty ? nil : bytes.extracting(range)
    spelling.encode(.pong, at: timestamp(at: now), correlationId: id, meta: nil, into: &output.bytes) { json in
      json.emptyObject()
    }
    output.actions.append(.send(start..<output.bytes.count, on: open.id))
  }

  private mutating func reconnectRequired(
    _ payload: JSONSlice, _ bytes: RawSpan, at now: ContinuousClock.Instant, into output: inout SessionOutput
  ) {
    func duration(_ name: String) -> Duration {
      // Beyond a day the policy's limit counts anyway, and nothing overflows.
      .milliseconds(min(max(payload.member(name, in: bytes)?.double(in: bytes) ?? 0, 0), 86_400_000))
    }
    reconnectRequired(
      after: duration("afterMs"), jitter: duration("jitterMs"),
      reason: payload.member("reason", in: bytes)?.string(in: bytes) ?? "", at: now, into: &output)
  }

  private func error(_ message: SessionMessage, _ bytes: RawSpan) -> SessionError {
    let payload = message.payload
    let text = payload.member("message", in: bytes)?.string(in: bytes) ?? payload.string(in: bytes)
    return .server(
      code: payload.member("code", in: bytes)?.string(in: bytes) ?? "SERVER_ERROR",
      message: text ?? message.message.member("error", in: bytes)?.string(in: bytes) ?? "",
      isRecoverable: payload.member("recoverable", in: bytes)?.boolean(in: bytes) ?? true)
  }
}

extension SessionAction {
  /// Whether somebody who asked is told what became of it.
  fileprivate var isSettlement: Bool {
    switch self {
    case .answered, .failed, .accepted, .rejected: true
    default: false
    }
  }
}
