import TautBytes
public import TautEnvelope
import TautJSON

extension Session {
  /// Sends a message, now or as soon as there is a connection, in the order of these calls.
  ///
  /// While data are simulated it is rejected with ``SessionError/simulated``.
  ///
  /// - Parameters:
  ///   - type: The type.
  ///   - payload: One JSON value.
  ///   - isConfirmed: Keep the message until the server has answered it, and send it again, with the same id, after a
  ///     reconnect. The server recognises the id, so that the message counts once. Without, a message that was handed to
  ///     a connection is forgotten.
  ///   - now: The present.
  ///   - output: What to do is added here.
  /// - Returns: The message's number, which is settled by ``SessionAction/accepted(_:_:)`` or
  ///   ``SessionAction/rejected(_:_:)``.
  /// - Throws: ``SessionError/queueFull(messages:bytes:)``, ``SessionError/invalidPayload(_:)`` or
  ///   ``SessionError/messageTooLarge(bytes:limit:)``.
  @discardableResult
  public mutating func send(
    _ type: MessageType, payload: [UInt8], isConfirmed: Bool = false, at now: ContinuousClock.Instant,
    into output: inout SessionOutput
  ) throws(SessionError) -> MessageID {
    try check(payload, of: type)
    if isSimulating {
      let id = queue.makeID()
      output.actions.append(.rejected(id, .simulated))
      return id
    }
    let size = type.rawValue.utf8.count + payload.count
    guard queue.fits(size, messages: configuration.queueLimit, bytes: configuration.queueBytes) else {
      throw .queueFull(messages: queue.count, bytes: queue.bytes)
    }
    let id = queue.append(type.rawValue, payload, isConfirmed: isConfirmed)
    sendQueue(at: now, into: &output)
    return id
  }

  /// Publishes to a room, once, whatever happens to connections: a confirmed `publish {channel, type, payload, id}`.
  ///
  /// - Parameters:
  ///   - room: The room.
  ///   - type: The type of the publication.
  ///   - payload: One JSON value.
  ///   - now: The present.
  ///   - output: What to do is added here.
  /// - Returns: The message's number.
  /// - Throws: As ``send(_:payload:isConfirmed:at:into:)``.
  @discardableResult
  public mutating func publish(
    to room: String, _ type: MessageType, payload: [UInt8], at now: ContinuousClock.Instant,
    into output: inout SessionOutput
  ) throws(SessionError) -> MessageID {
    // Checked by itself: what is around it could make JSON of what is none.
    try check(payload, of: type)
    var json = JSONWriter()
    json.beginObject()
    json.member("channel", room)
    json.member("type", type.rawValue)
    json.member("payload", raw: payload)
    json.endObject()
    return try send(.publish, payload: json.bytes, isConfirmed: true, at: now, into: &output)
  }

  /// What a message has beside type and payload, at most: keys, time, ids.
  private static let envelopeSize = 256

  /// Refuses what no server would take, before it costs the connection or waits for an answer that cannot come.
  func check(_ payload: [UInt8], of type: MessageType) throws(SessionError) {
    let size = payload.count + type.rawValue.utf8.count + Self.envelopeSize
    guard size <= configuration.maximumMessage else {
      throw .messageTooLarge(bytes: size, limit: configuration.maximumMessage)
    }
    do throws(JSONError) {
      _ = try payload.withBytes { bytes throws(JSONError) in try JSONScanner().scan(bytes) }
    } catch {
      throw .invalidPayload("\(error)")
    }
  }

  /// Sends what waits, where there is a connection.
  mutating func sendQueue(at now: ContinuousClock.Instant, into output: inout SessionOutput) {
    guard open != nil else { return }
    while let entry = queue.next() {
      let id = entry.id.rawValue
      let meta = entry.isConfirmed ? EnvelopeMeta(id: "\(clientID)-\(run)-\(id)") : nil
      let name = entry.isConfirmed ? "m\(id)" : "n\(id)"
      write(MessageType(entry.type), id: name, meta: meta, at: now, into: &output) { $0.raw(entry.payload) }
      if !entry.isConfirmed { output.actions.append(.accepted(entry.id, nil)) }
    }
  }

  /// Writes a message of the dialect to the open link.
  mutating func write(
    _ type: MessageType, id: String, meta: EnvelopeMeta? = nil, at now: ContinuousClock.Instant,
    into output: inout SessionOutput, payload: (inout JSONWriter) -> Void
  ) {
    guard let open else { return }
    let start = output.bytes.count
    "\"\(id)\"".withBytes { id in
      spelling.encode(
        type, at: timestamp(at: now), correlationId: id, meta: meta, into: &output.bytes, payload: payload)
    }
    output.actions.append(.send(start..<output.bytes.count, on: open.id))
  }
}

extension Session {
  /// The dialect of what is sent: a client's messages of the `rooms` dialect are flat, as those of `user` are.
  var spelling: Dialect {
    configuration.dialect == .rooms ? .user : configuration.dialect
  }
}

extension JSONWriter {
  mutating func emptyObject() {
    beginObject()
    endObject()
  }
}

extension MessageType {
  /// A client publishes to a room.
  static var publish: MessageType { "publish" }

  /// A client renews its token on the living connection.
  static var authenticate: MessageType { "authenticate" }
}
