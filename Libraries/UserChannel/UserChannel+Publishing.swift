extension UserChannel {
  /// Puts a message into a user's inbox; who asked is answered by the token, once it is durable or refused.
  ///
  /// - Parameters:
  ///   - request: The message.
  ///   - token: Names who asked.
  ///   - now: Milliseconds since 1970.
  ///   - random: Makes an id where the request has none.
  ///   - output: What to do is added here.
  public mutating func publish(
    _ request: UserPublish, token: UInt64, at now: Int64, using random: inout some RandomNumberGenerator,
    into output: inout UserChannelOutput
  ) {
    let life = request.timeToLive ?? configuration.timeToLive
    let message = UserMessage(
      id: request.id ?? RandomIdentifier.uuid(using: &random), type: request.type, payload: request.payload,
      priority: request.priority, created: now, expires: life.map { now + $0.milliseconds })
    guard let ticket = ticket(for: .publish(message, user: request.user, token: token)) else {
      return output.actions.append(.publishFailed(token, .busy(limit: configuration.waiting)))
    }
    if let sender = request.receiptsTo {
      receipts.add(ReceiptRequests.Key(user: request.user, id: message.id), sender: sender)
    }
    output.actions.append(.post(message, user: request.user, ticket: ticket))
  }

  /// Tells what became of a message that ``UserChannelAction/post(_:user:ticket:)`` asked for.
  public mutating func posted(
    _ outcome: PostOutcome, _ ticket: UInt64, at now: Int64, into output: inout UserChannelOutput
  ) {
    switch waiting.removeValue(forKey: ticket) {
    case .publish(let message, let user, let token):
      if outcome == .stored { deliver(message, to: user, at: now, into: &output) }
      answer(token, outcome, message, user, into: &output)
    case .answer(let message, let user):
      if outcome == .stored {
        deliver(message, to: user, at: now, into: &output)
      } else {
        // Who is there gets it all the same; without an id, because there is nothing to acknowledge.
        tell(message.encodedUnstored(), to: user, into: &output)
      }
    case .pending, .acknowledgement, .recall, nil: break
    }
  }

  private func answer(
    _ token: UInt64, _ outcome: PostOutcome, _ message: UserMessage, _ user: String,
    into output: inout UserChannelOutput
  ) {
    switch outcome {
    case .stored, .repeated:
      let receipt = UserReceipt(user: user, id: message.id, isRepeated: outcome == .repeated)
      output.actions.append(.published(token, receipt))
    case .full(let limit): output.actions.append(.publishFailed(token, .inboxFull(user: user, limit: limit)))
    case .failed(let reason): output.actions.append(.publishFailed(token, .notStored(reason: reason)))
    }
  }

  /// Sends a message that is durable to the devices that are there.
  private mutating func deliver(
    _ message: UserMessage, to user: String, at now: Int64, into output: inout UserChannelOutput
  ) {
    guard !message.isExpired(at: now) else { return }
    for connection in users[user] ?? [] {
      if connections[connection]!.asks.isEmpty {
        send(message, to: connection, at: now, into: &output)
      } else {
        connections[connection]!.held.append(message)
      }
    }
  }
}

extension Duration {
  var milliseconds: Int64 {
    components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000
  }
}
