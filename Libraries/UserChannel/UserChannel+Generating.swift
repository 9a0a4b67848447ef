import TautEnvelope
import TautJSON

extension UserChannel {
  mutating func regenerate(
    _ message: String?, in key: Conversations.Key, for request: Recall.Request, at now: Int64,
    using random: inout some RandomNumberGenerator, into output: inout UserChannelOutput
  ) {
    let last = conversations.lastQuestion(in: key)
    guard var question = last ?? message.map({ conversations.question($0, in: key) }) else {
      let text = "nothing is remembered of this conversation: send the message along, or message_generate"
      return refuse(
        .unknownConversation, text, key.conversation, request.connection, request.correlationID, at: now, into: &output)
    }
    if let message, message != last?.message {
      question.message = message
      question.attempt = max(1, question.attempt)
    }
    generate(question, .messageRegenerate, for: request, at: now, using: &random, into: &output)
  }

  mutating func generate(
    _ question: Question, _ type: MessageType, for request: Recall.Request, at now: Int64,
    using random: inout some RandomNumberGenerator, into output: inout UserChannelOutput
  ) {
    if let (error, text) = refusal(of: question) {
      return refuse(
        error, text, question.conversation, request.connection, request.correlationID, at: now, into: &output)
    }
    var number = random.next()
    while generations[number] != nil { number = random.next() }
    generations[number] = Generation(
      type: type.rawValue, question: question, messageID: RandomIdentifier.uuid(using: &random),
      correlationID: request.correlationID, connection: request.connection,
      deadline: now + configuration.generationTime.milliseconds)
    output.actions.append(.generate(question, generation: number))
  }

  private func refusal(of question: Question) -> (UserChannelError, String)? {
    if let refusal = refusal(ofMessage: question.message) { return refusal }
    let own = generations.values.filter { $0.question.user == question.user }
    if own.contains(where: { $0.question.conversation == question.conversation }) {
      return (.conversationBusy, "an answer is being generated here: wait for it, or send message_cancel")
    }
    return refusal(ofCount: own.count)
  }

  func refusal(ofMessage message: String) -> (UserChannelError, String)? {
    let size = message.utf8.count
    guard size > configuration.longestQuestion else { return nil }
    return (.invalidPayload, "the message has \(size) bytes, and the limit is \(configuration.longestQuestion)")
  }

  /// Why a user who waits for so many answers gets no further one.
  func refusal(ofCount count: Int) -> (UserChannelError, String)? {
    guard count >= configuration.generations else { return nil }
    return (.tooManyGenerations, "\(count) answers are being generated, which is the limit: wait for one of them")
  }

  // MARK: What the generator does

  /// Takes a further part of an answer and sends it to all devices of the user.
  ///
  /// - Returns: Whether further parts are wanted.
  @discardableResult
  public mutating func generated(
    _ part: String, of number: UInt64, at now: Int64, into output: inout UserChannelOutput
  ) -> Bool {
    guard var generation = generations[number], !generation.isCut else { return false }
    var part = part
    let room = configuration.longestAnswer - generation.text.utf8.count
    if part.utf8.count > room {
      generation.isCut = true
      part = String(part.shortened(toBytes: room))
    }
    generation.text += part
    let message = Self.message(MessageType(generation.type), correlationID: generation.correlationID, at: now) { json in
      generation.writePlace(to: &json)
      json.member("part", generation.parts)
      json.member("delta", part)
      json.member("done", false)
    }
    generation.parts += 1
    generations[number] = generation
    tell(message, to: generation.question.user, into: &output)
    return !generation.isCut
  }

  /// An answer is complete: it goes into the inbox, and from there to the devices.
  public mutating func generationEnded(_ number: UInt64, at now: Int64, into output: inout UserChannelOutput) {
    guard let generation = generations.removeValue(forKey: number) else { return }
    let conversation = conversations.note(generation.text, to: generation.question)
    let message = UserMessage(
      id: generation.messageID, type: generation.type, payload: generation.payload, created: now,
      expires: configuration.timeToLive.map { now + $0.milliseconds })
    let user = generation.question.user
    if let ticket = ticket(for: .answer(message, user: user)) {
      output.actions.append(.answer(message, conversation, ticket: ticket))
    } else {
      tell(message.encodedUnstored(), to: user, into: &output)
    }
  }

  /// The generator has failed; who asked is told.
  public mutating func generationFailed(
    _ number: UInt64, reason: String, at now: Int64, into output: inout UserChannelOutput
  ) {
    guard let generation = generations.removeValue(forKey: number) else { return }
    refuse(.generationFailed, reason, generation, at: now, into: &output)
  }

  mutating func cancel(_ key: Conversations.Key, at now: Int64, into output: inout UserChannelOutput) {
    guard let (number, generation) = generations.first(where: { $0.value.key == key }) else { return }
    generations[number] = nil
    output.actions.append(.cancelGeneration(number))
    let message = Self.message(.messageCancelled, correlationID: generation.correlationID, at: now) { json in
      generation.writePlace(to: &json)
    }
    tell(message, to: key.user, into: &output)
  }

  /// Ends answers that take too long; call it every few seconds.
  public mutating func poll(at now: Int64, into output: inout UserChannelOutput) {
    for (number, generation) in generations where generation.deadline <= now {
      generations[number] = nil
      output.actions.append(.cancelGeneration(number))
      let text = "the answer took longer than \(configuration.generationTime.components.seconds) seconds"
      refuse(.generationTimeout, text, generation, at: now, into: &output)
    }
  }

  private func refuse(
    _ error: UserChannelError, _ text: String, _ generation: Generation, at now: Int64,
    into output: inout UserChannelOutput
  ) {
    refuse(
      error, text, generation.question.conversation, generation.connection, generation.correlationID, at: now,
      into: &output)
  }

  func refuse(
    _ error: UserChannelError, _ text: String, _ conversation: String, _ connection: UInt64, _ correlationID: [UInt8],
    at now: Int64, into output: inout UserChannelOutput
  ) {
    refuse(error, text, to: connection, correlationID: correlationID, at: now, into: &output) { json in
      json.member("conversation_uuid", conversation)
    }
  }
}
