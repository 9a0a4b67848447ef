import TautEnvelope
import TautJSON

extension UserChannel {
  /// Handles a request of a client.
  ///
  /// - Parameters:
  ///   - request: What is asked.
  ///   - connection: Who asks. One that is not open is ignored.
  ///   - correlationID: The request's correlation id as JSON, or empty; answers repeat it.
  ///   - now: Milliseconds since 1970.
  ///   - random: Names new conversations and messages.
  ///   - output: What to do is added here.
  public mutating func receive(
    _ request: UserRequest, from connection: UInt64, correlationID: [UInt8] = [], at now: Int64,
    using random: inout some RandomNumberGenerator, into output: inout UserChannelOutput
  ) {
    guard connections[connection] != nil else { return }
    switch request {
    case .getPending: load(for: connection, correlationID, at: now, into: &output)
    case .acknowledge(let ids):
      for id in ids { acknowledge(id, from: connection, at: now, into: &output) }
    case .generate(let message, let conversation):
      let request = Recall.Request(.generate(message: message), from: connection, correlationID)
      converse(request, in: conversation, at: now, using: &random, into: &output)
    case .regenerate(let message, let conversation):
      let request = Recall.Request(.regenerate(message: message), from: connection, correlationID)
      converse(request, in: conversation, at: now, using: &random, into: &output)
    case .cancel(let conversation):
      let request = Recall.Request(.cancel, from: connection, correlationID)
      converse(request, in: conversation, at: now, using: &random, into: &output)
    case .invalid(let reason):
      refuse(.invalidPayload, reason, to: connection, correlationID: correlationID, at: now, into: &output)
    }
  }

  // MARK: Pending messages

  private mutating func load(
    for connection: UInt64, _ correlationID: [UInt8], at now: Int64, into output: inout UserChannelOutput
  ) {
    // Who asks again before the answer gets one answer: what is pending may be megabytes.
    guard connections[connection]!.asks.isEmpty else {
      return connections[connection]!.join(correlationID)
    }
    guard let ticket = ticket(for: .pending(connection)) else {
      return refuseBusy(connection, correlationID, at: now, into: &output)
    }
    connections[connection]!.asks = [correlationID]
    output.actions.append(.load(connections[connection]!.address, ticket: ticket))
  }

  /// Tells what waits for the device that ``UserChannelAction/load(_:ticket:)`` asked for.
  public mutating func loaded(
    _ outcome: LoadOutcome, _ ticket: UInt64, at now: Int64, into output: inout UserChannelOutput
  ) {
    guard case .pending(let connection) = waiting.removeValue(forKey: ticket), let asks = connections[connection]?.asks
    else { return }
    connections[connection]!.asks = []
    switch outcome {
    case .messages(let messages):
      for message in messages { send(message, to: connection, at: now, into: &output) }
      let loaded = Set(messages.map(\.id))
      connections[connection]!.held.removeAll { loaded.contains($0.id) }
      for id in asks {
        send(.pendingCheckComplete, to: connection, correlationID: id, at: now, into: &output) { json in
          json.member("count", messages.count)
        }
      }
    case .failed(let reason):
      let text = "what is pending cannot be read: \(reason)"
      for id in asks {
        refuse(.storageUnavailable, text, to: connection, correlationID: id, at: now, into: &output)
      }
    }
    release(connection, at: now, into: &output)
  }

  /// Sends what became durable while a device asked for what is pending.
  private mutating func release(_ connection: UInt64, at now: Int64, into output: inout UserChannelOutput) {
    let held = connections[connection]!.held
    connections[connection]!.held = []
    for message in held where !message.isExpired(at: now) { send(message, to: connection, at: now, into: &output) }
  }

  /// Sends a message of the inbox to one connection, now.
  mutating func send(
    _ message: UserMessage, to connection: UInt64, at now: Int64, into output: inout UserChannelOutput
  ) {
    let address = connections[connection]!.address
    let isNew = connections[connection]!.note(message.id)
    output.actions.append(.send(message.encoded(isRepeated: !isNew), to: connection))
    let key = ReceiptRequests.Key(user: address.user, id: message.id)
    if let sender = receipts.reach(key, address.device) {
      tell(sender, "delivered", message.id, address, at: now, into: &output)
    }
    if connections[connection]!.acknowledgesBySending {
      acknowledge(message.id, from: connection, at: now, into: &output)
    }
  }

  // MARK: Acknowledgements

  private mutating func acknowledge(
    _ id: String, from connection: UInt64, at now: Int64, into output: inout UserChannelOutput
  ) {
    let address = connections[connection]!.address
    guard let ticket = ticket(for: .acknowledgement(id: id, address, connection)) else {
      return refuseBusy(connection, [], at: now, into: &output)
    }
    output.actions.append(.acknowledge(id: id, address, ticket: ticket))
  }

  /// Tells what became of an acknowledgement that ``UserChannelAction/acknowledge(id:_:ticket:)`` asked for.
  public mutating func acknowledged(
    _ outcome: AcknowledgeOutcome, _ ticket: UInt64, at now: Int64, into output: inout UserChannelOutput
  ) {
    guard case .acknowledgement(let id, let address, let connection) = waiting.removeValue(forKey: ticket) else {
      return
    }
    switch outcome {
    case .stored:
      connections[connection]?.unacknowledged.remove(id)
      let key = ReceiptRequests.Key(user: address.user, id: id)
      if let sender = receipts.sender(key) { tell(sender, "acknowledged", id, address, at: now, into: &output) }
    case .repeated: connections[connection]?.unacknowledged.remove(id)
    case .unknown:
      connections[connection]?.unacknowledged.remove(id)
      refuse(
        .unknownMessage, "no message waits with this id: it never did, or it has expired", to: connection, at: now,
        into: &output
      ) { $0.member("id", id) }
    case .failed(let reason):
      let text = "the acknowledgement is not stored: \(reason)"
      refuse(.storageUnavailable, text, to: connection, at: now, into: &output) { $0.member("id", id) }
    }
  }

  private func tell(
    _ sender: String, _ status: String, _ id: String, _ address: DeviceAddress, at now: Int64,
    into output: inout UserChannelOutput
  ) {
    let receipt = Self.message(.receipt, at: now) { json in
      json.member("id", id)
      json.member("user", address.user)
      json.member("device", address.device)
      json.member("status", status)
    }
    output.actions.append(.tell(receipt, user: sender))
  }

  func refuseBusy(
    _ connection: UInt64, _ correlationID: [UInt8], at now: Int64, into output: inout UserChannelOutput
  ) {
    let text = UserPublishError.busy(limit: configuration.waiting).description
    refuse(.storageUnavailable, text, to: connection, correlationID: correlationID, at: now, into: &output)
  }
}
