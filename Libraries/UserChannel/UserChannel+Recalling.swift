import TautEnvelope

extension UserChannel {
  /// Answers a request of a conversation, as soon as it is known what was said in it; without one it begins one.
  mutating func converse(
    _ request: Recall.Request, in conversation: String?, at now: Int64, using random: inout some RandomNumberGenerator,
    into output: inout UserChannelOutput
  ) {
    let name = conversation ?? RandomIdentifier.uuid(using: &random)
    let key = Conversations.Key(user: connections[request.connection]!.address.user, conversation: name)
    guard conversation != nil, hasToWait(request, in: key) else {
      return answer(request, in: key, at: now, using: &random, into: &output)
    }
    if let (error, text) = refusal(ofWaiting: request, in: key) {
      return refuse(error, text, key.conversation, request.connection, request.correlationID, at: now, into: &output)
    }
    if recalls[key.user]?[key.conversation] == nil {
      guard let ticket = ticket(for: .recall(key)) else {
        return refuseBusy(request.connection, request.correlationID, at: now, into: &output)
      }
      output.actions.append(.recall(user: key.user, conversation: key.conversation, ticket: ticket))
    }
    recalls[key.user, default: [:]][key.conversation, default: Recall()].add(request)
  }

  private func hasToWait(_ request: Recall.Request, in key: Conversations.Key) -> Bool {
    // What comes later waits, too: all is answered in its order.
    if recalls[key.user]?[key.conversation] != nil { return true }
    if request.question.isCancellation || conversations.knows(key) { return false }
    // An answer that is being generated knows what was said before it.
    return !generations.values.contains { $0.key == key }
  }

  private func refusal(ofWaiting request: Recall.Request, in key: Conversations.Key) -> (UserChannelError, String)? {
    let message: String
    switch request.question {
    case .generate(let text): message = text
    case .regenerate(let text): message = text ?? ""
    case .cancel: return nil
    }
    let waiting = recalls[key.user]?.values.reduce(0) { $0 + $1.questionCount } ?? 0
    return refusal(ofMessage: message)
      ?? refusal(ofCount: waiting + generations.values.count { $0.question.user == key.user })
  }

  /// Tells what was said in a conversation that ``UserChannelAction/recall(user:conversation:ticket:)`` asked for.
  ///
  /// What waited for it is answered.
  public mutating func recalled(
    _ outcome: RecallOutcome, _ ticket: UInt64, at now: Int64, using random: inout some RandomNumberGenerator,
    into output: inout UserChannelOutput
  ) {
    guard case .recall(let key) = waiting.removeValue(forKey: ticket) else { return }
    let requests = recalls[key.user]!.removeValue(forKey: key.conversation)!.requests
    if recalls[key.user]!.isEmpty { recalls[key.user] = nil }
    if case .conversation(let conversation?) = outcome { conversations.add(conversation) }
    for request in requests {
      if let reason = outcome.refusal(of: request.question) {
        let text = "what was said in this conversation cannot be read: \(reason)"
        refuse(
          .storageUnavailable, text, key.conversation, request.connection, request.correlationID, at: now,
          into: &output)
      } else {
        answer(request, in: key, at: now, using: &random, into: &output)
      }
    }
  }

  private mutating func answer(
    _ request: Recall.Request, in key: Conversations.Key, at now: Int64, using random: inout some RandomNumberGenerator,
    into output: inout UserChannelOutput
  ) {
    switch request.question {
    case .generate(let message):
      let question = conversations.question(message, in: key)
      generate(question, .messageGenerate, for: request, at: now, using: &random, into: &output)
    case .regenerate(let message):
      regenerate(message, in: key, for: request, at: now, using: &random, into: &output)
    case .cancel: cancel(key, at: now, into: &output)
    }
  }
}

extension RecallOutcome {
  /// Why a question is not answered, if it is not.
  fileprivate func refusal(of question: Recall.Question) -> String? {
    switch self {
    case .conversation: nil
    case .failed(let reason): question.isCancellation ? nil : reason
    case .unreachable(let reason): if case .regenerate(nil) = question { reason } else { nil }
    }
  }
}
