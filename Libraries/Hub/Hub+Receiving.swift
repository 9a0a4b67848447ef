import TautBytes
import TautEnvelope
import TautJSON

extension Hub {
  /// The longest correlation id, in bytes: answers repeat it, and some are kept until a room's home has answered.
  static let longestCorrelationId = 256

  /// Handles a text message of a client.
  ///
  /// - Parameters:
  ///   - bytes: The message, which may be any bytes.
  ///   - slot: Who sent it. A slot that is not open is ignored.
  ///   - now: The present.
  ///   - output: What to do is added here.
  public mutating func receive(
    text bytes: RawSpan, from slot: UInt32, at now: Moment, into output: inout HubOutput
  ) {
    guard isOpen(slot) else { return }
    counters.messagesIn += 1
    counters.bytesIn += bytes.byteCount
    guard admits(slot, at: now, into: &output) else { return }
    if marks[Int(slot)].isUndecided { decideDialect(of: slot, by: bytes) }
    do throws(EnvelopeError) {
      let view = try marks[Int(slot)].dialect.decode(bytes)
      guard view.idRange.count <= Self.longestCorrelationId else {
        throw EnvelopeError(.mistyped(key: "correlationId", expected: "at most \(Self.longestCorrelationId) bytes"))
      }
      handle(view, bytes, from: slot, at: now, into: &output)
    } catch {
      refuse(error, bytes, from: slot, at: now, into: &output)
    }
    closeOverfull(at: now, into: &output)
  }

  /// Handles a binary message of a client, which no dialect has a use for.
  public mutating func receiveBinary(from slot: UInt32, at now: Moment, into output: inout HubOutput) {
    guard isOpen(slot) else { return }
    counters.messagesIn += 1
    guard admits(slot, at: now, into: &output) else { return }
    let text = "the dialects have no binary messages"
    reply(.error, to: slot, nil, error: text, at: now, into: &output) { $0.error(.binaryUnsupported, text) }
    count(.binaryUnsupported)
    closeOverfull(at: now, into: &output)
  }

  private mutating func handle(
    _ view: EnvelopeView, _ bytes: RawSpan, from slot: UInt32, at now: Moment, into output: inout HubOutput
  ) {
    switch view.type.string(in: bytes).flatMap(HubRequest.init) {
    case .ping: pong(view, bytes, to: slot, at: now, into: &output)
    case .pong, .ack: return
    case .authenticate: authenticate(view, bytes, from: slot, at: now, into: &output)
    case .connect: report(.connect, view, bytes, from: slot, at: now, into: &output)
    case .disconnect: close(slot, HubCloseCode.normalClosure, "as the client asked", at: now, into: &output)
    case .subscribe: subscribe(view, bytes, from: slot, at: now, into: &output)
    case .unsubscribe: unsubscribe(view, bytes, from: slot, at: now, into: &output)
    case .publish: publish(view, bytes, from: slot, at: now, into: &output)
    case .status: report(.status, view, bytes, from: slot, at: now, into: &output)
    case .healthCheck: report(.healthCheck, view, bytes, from: slot, at: now, into: &output)
    case .performanceMetrics: report(.performanceMetrics, view, bytes, from: slot, at: now, into: &output)
    case .getProps: answerGetProps(view, bytes, from: slot, at: now, into: &output)
    case .snapshotRequest: answerSnapshot(view, bytes, from: slot, at: now, into: &output)
    case .presence: answerPresence(view, bytes, from: slot, at: now, into: &output)
    case .stateSync: answerStateSync(view, bytes, from: slot, at: now, into: &output)
    case nil where connections[Int(slot)]!.client?.wantsAcknowledgements == true:
      acknowledge(view, bytes, from: slot, at: now, into: &output)
    case nil:
      refuse(.unknownType, "there is no request of this type", view, bytes, from: slot, at: now, into: &output)
    }
  }

  /// Tells a client that a message of its own type has arrived.
  private mutating func acknowledge(
    _ view: EnvelopeView, _ bytes: RawSpan, from slot: UInt32, at now: Moment, into output: inout HubOutput
  ) {
    reply(.ack, to: slot, bytes.extracting(view.idRange), at: now, into: &output) { json in
      json.beginObject()
      json.member("received", view.type, of: bytes)
      json.endObject()
    }
  }

  /// Lets the keys of a connection's first message choose its dialect, which stays v2 where they do not tell.
  private mutating func decideDialect(of slot: UInt32, by bytes: RawSpan) {
    marks[Int(slot)].isUndecided = false
    marks[Int(slot)].dialect = Dialect.recognized(in: bytes) ?? .v2
  }

  /// Answers a ping with its content; in the event dialect also with its timestamp, as the seed's session shows.
  private mutating func pong(
    _ view: EnvelopeView, _ bytes: RawSpan, to slot: UInt32, at now: Moment, into output: inout HubOutput
  ) {
    let id = bytes.extracting(view.idRange)
    guard view.dialect != .event else {
      let time = Moment(instant: now.instant, milliseconds: view.timestamp ?? now.milliseconds)
      return reply(.pong, to: slot, id, hasPayload: !view.isFlat, at: time, into: &output) {
        view.writePayload(to: &$0, in: bytes)
      }
    }
    reply(.pong, to: slot, id, at: now, into: &output) { view.writePayload(to: &$0, in: bytes) }
  }

  /// Counts a message against the connection's rate, and closes the connection where it is too much.
  mutating func admits(_ slot: UInt32, at now: Moment, into output: inout HubOutput) -> Bool {
    guard let rate else { return true }
    if connections[Int(slot)]!.limiter.admit(at: now.instant, rate: rate) { return true }
    let text = "more than \(configuration.rateLimit) messages per second, of which large requests count as several"
    reply(.error, to: slot, nil, error: text, at: now, into: &output) { $0.error(.rateLimitExceeded, text) }
    count(.rateLimitExceeded)
    close(slot, HubCloseCode.rateLimitExceeded, "rate limit exceeded", at: now, into: &output)
    return false
  }
}
