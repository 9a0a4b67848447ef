import TautEventLoop
import TautFraming
import TautHandshake
import TautStore
import TautUserChannel
import TautWebSocket

/// One loop's part of the user channel: the users whose home it is, and the connections that live here.
///
/// A user has one home among the loops, whichever loops the user's devices are connected to. So all decisions about a user
/// are made in one place, in one order, without a lock.
final class UserChannelHost {
  private unowned let server: Server
  private let index: Int
  private let reactor: Reactor
  private let inbox: Store?
  private let failure: String?

  private var channel: UserChannel
  private var output = UserChannelOutput()
  private var isPerforming = false
  private var generators: [UInt64: Task<Void, Never>] = [:]

  /// The connections that live on this loop.
  private var sessions: [UInt64: UserSession] = [:]
  /// The requests that came to this loop and wait for a home's answer.
  private var exchanges: [UInt64: Exchange] = [:]
  private var lastNumber: UInt64 = 0

  init(_ server: Server, index: Int, reactor: Reactor, storage: ServerStore) {
    self.server = server
    self.index = index
    self.reactor = reactor
    inbox = storage.inbox
    failure = storage.failure?.description
    channel = UserChannel(configuration: server.configuration.userChannel)
  }

  private var now: Int64 { reactor.wallMilliseconds }

  // MARK: Loops

  /// The loop that decides about a user: FNV-1a of the name, so that it is the same on all loops.
  func home(of user: String) -> Int {
    let hash = user.utf8.reduce(14_695_981_039_346_656_037 as UInt64) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 }
    return Int(hash % UInt64(server.loops.count))
  }

  /// Runs `body` with the host of a loop: here at once, elsewhere in that loop's next turn.
  func at(_ loop: Int, _ body: @escaping @Sendable (UserChannelHost) -> Void) {
    if loop == index { body(self) } else { server.onLoop(loop) { body($0.users) } }
  }

  /// A number that no connection and no request of the server has; its upper bits name the loop.
  private func nextNumber() -> UInt64 {
    lastNumber += 1
    return UInt64(index) << 48 | lastNumber
  }

  private static func loop(of number: UInt64) -> Int { Int(number >> 48) }

  // MARK: Connections of this loop

  /// Opens a connection, which the user's home greets.
  func open(_ address: DeviceAddress, acknowledgesBySending: Bool, _ make: (UInt64, Int) -> UserSession) {
    let number = nextNumber()
    let home = home(of: address.user)
    sessions[number] = make(number, home)
    at(home) { $0.connect(number, as: address, acknowledgesBySending: acknowledgesBySending) }
  }

  /// The connection is over.
  func forget(_ number: UInt64) {
    sessions[number] = nil
  }

  private func connect(_ number: UInt64, as address: DeviceAddress, acknowledgesBySending: Bool) {
    channel.connect(
      number, as: address, acknowledgesBySending: acknowledgesBySending, at: now, into: &output)
    perform()
  }

  /// Publishes for a request, which is answered when the message is durable.
  func publish(_ request: UserPublish, for exchange: Exchange) {
    let token = nextNumber()
    exchanges[token] = exchange
    at(home(of: request.user)) { $0.publish(request, token: token) }
  }

  private func answer(_ token: UInt64, _ receipt: UserReceipt) {
    exchanges.removeValue(forKey: token)?.respond(.receipt(receipt))
  }

  private func answer(_ token: UInt64, _ error: UserPublishError) {
    exchanges.removeValue(forKey: token)?.refuse(error.status, error.description, fields: error.fields)
  }

  /// Answers with the receipts of a message.
  func answerReceipts(of id: String, user: String, for exchange: Exchange) {
    guard let inbox else {
      let reason = failure ?? StoreError.closed.description
      return exchange.refuse(.serviceUnavailable, reason, fields: [.retryAfter(seconds: 1)])
    }
    let token = nextNumber()
    exchanges[token] = exchange
    inbox.read { engine throws(StoreError) in
      try engine.receipts(of: id, user: user)
    } then: { [server, index] result in
      server.onLoop(index) { $0.users.answer(token, result, of: id, user: user) }
    }
  }

  private func answer(_ token: UInt64, _ result: Result<[InboxReceipt], StoreError>, of id: String, user: String) {
    guard let exchange = exchanges.removeValue(forKey: token) else { return }
    do throws(StoreError) {
      exchange.respond(.receipts(try result.get(), of: id, user: user))
    } catch {
      exchange.refuse(.serviceUnavailable, error.description, fields: [.retryAfter(seconds: 1)])
    }
  }

  // MARK: Users of this home

  func receive(_ request: UserRequest, from number: UInt64, correlationID: [UInt8]) {
    var random = SystemRandomNumberGenerator()
    channel.receive(request, from: number, correlationID: correlationID, at: now, using: &random, into: &output)
    perform()
  }

  func disconnect(_ number: UInt64) {
    channel.disconnect(number)
  }

  private func publish(_ request: UserPublish, token: UInt64) {
    var random = SystemRandomNumberGenerator()
    channel.publish(request, token: token, at: now, using: &random, into: &output)
    perform()
  }

  /// Ends what takes too long; once a second.
  func poll() {
    channel.poll(at: now, into: &output)
    perform()
  }

  private func perform() {
    guard !isPerforming else { return }
    isPerforming = true
    // Carrying an action out may tell the channel something, which adds actions.
    while !output.actions.isEmpty {
      let actions = output.actions
      output.removeAll()
      for action in actions { perform(action) }
    }
    isPerforming = false
  }

  private func perform(_ action: UserChannelAction) {
    switch action {
    case .send(let message, let number):
      at(Self.loop(of: number)) { $0.sessions[number]?.send(message) }
    case .close(let number, let code, let reason):
      at(Self.loop(of: number)) { $0.sessions[number]?.webSocket.close(CloseCode(code), reason: reason) }
    case .attach(let address): attach(address)
    case .post(let message, let user, let ticket): post(message, user, ticket)
    case .answer(let message, let conversation, let ticket): store(message, conversation, ticket)
    case .recall(let user, let conversation, let ticket): recall(conversation, of: user, ticket)
    case .load(let address, let ticket): load(address, ticket)
    case .acknowledge(let id, let address, let ticket): acknowledge(id, address, ticket)
    case .published(let token, let receipt): at(Self.loop(of: token)) { $0.answer(token, receipt) }
    case .publishFailed(let token, let error): at(Self.loop(of: token)) { $0.answer(token, error) }
    case .tell(let message, let user): at(home(of: user)) { $0.tell(message, user) }
    case .generate(let question, let generation): generate(question, generation)
    case .cancelGeneration(let generation): generators.removeValue(forKey: generation)?.cancel()
    }
  }

  private func tell(_ message: [UInt8], _ user: String) {
    channel.tell(message, to: user, into: &output)
    perform()
  }

  // MARK: The storage

  private func attach(_ address: DeviceAddress) {
    // Where it fails the device's next question says so.
    inbox?.write([.attach(InboxAddress(address), at: now)]) { _ in }
  }

  private func post(_ message: UserMessage, _ user: String, _ ticket: UInt64) {
    guard let inbox else { return posted(.failed(reason: failure ?? ""), ticket) }
    inbox.write([.post(InboxMessage(message), user: user)]) { [server, index] result in
      let outcome = PostOutcome(result)
      server.onLoop(index) { $0.users.posted(outcome, ticket) }
    }
  }

  /// Stores an answer with its conversation, so that after a crash both are there or neither.
  private func store(_ message: UserMessage, _ conversation: Conversation, _ ticket: UInt64) {
    guard let inbox else { return posted(.failed(reason: failure ?? ""), ticket) }
    let kept = StoredConversation(
      user: conversation.user, name: conversation.name, content: conversation.content, used: message.created)
    inbox.write([.post(InboxMessage(message), user: conversation.user), .keep(kept)]) { [server, index] result in
      let outcome = PostOutcome(result)
      server.onLoop(index) { $0.users.posted(outcome, ticket) }
    }
  }

  private func recall(_ conversation: String, of user: String, _ ticket: UInt64) {
    guard let inbox else { return recalled(.unreachable(reason: failure ?? ""), ticket) }
    inbox.read { [now] engine throws(StoreError) in
      try engine.conversation(conversation, of: user, at: now)
    } then: { [server, index] result in
      let outcome = RecallOutcome(result)
      server.onLoop(index) { $0.users.recalled(outcome, ticket) }
    }
  }

  private func recalled(_ outcome: RecallOutcome, _ ticket: UInt64) {
    var random = SystemRandomNumberGenerator()
    channel.recalled(outcome, ticket, at: now, using: &random, into: &output)
    perform()
  }

  private func posted(_ outcome: PostOutcome, _ ticket: UInt64) {
    channel.posted(outcome, ticket, at: now, into: &output)
    perform()
  }

  private func load(_ address: DeviceAddress, _ ticket: UInt64) {
    guard let inbox else { return loaded(.failed(reason: failure ?? ""), ticket) }
    inbox.pending(for: InboxAddress(address), at: now) { [server, index] result in
      let outcome = LoadOutcome(result)
      server.onLoop(index) { $0.users.loaded(outcome, ticket) }
    }
  }

  private func loaded(_ outcome: LoadOutcome, _ ticket: UInt64) {
    channel.loaded(outcome, ticket, at: now, into: &output)
    perform()
  }

  private func acknowledge(_ id: String, _ address: DeviceAddress, _ ticket: UInt64) {
    guard let inbox else { return acknowledged(.failed(reason: failure ?? ""), ticket) }
    inbox.write([.acknowledge(id: id, InboxAddress(address), at: now)]) { [server, index] result in
      let outcome = AcknowledgeOutcome(result)
      server.onLoop(index) { $0.users.acknowledged(outcome, ticket) }
    }
  }

  private func acknowledged(_ outcome: AcknowledgeOutcome, _ ticket: UInt64) {
    channel.acknowledged(outcome, ticket, at: now, into: &output)
    perform()
  }

  // MARK: The generator

  /// Has the question answered by a task of its own, off the loop.
  private func generate(_ question: Question, _ generation: UInt64) {
    server.beginAnswer()
    let run = AnswerRun(server, loop: index, generation)
    generators[generation] = Task { await run.answer(question) }
  }

  func generated(_ part: String, _ generation: UInt64) -> Bool {
    let isWanted = channel.generated(part, of: generation, at: now, into: &output)
    perform()
    return isWanted
  }

  /// `failure` is `nil` for an answer that is complete, empty for one that is not wanted any further.
  func generationEnded(_ generation: UInt64, failure: String?) {
    // A drain goes on when the store has the answer.
    defer { server.endAnswer() }
    guard generators.removeValue(forKey: generation) != nil else { return }  // cancelled
    if let failure, !failure.isEmpty {
      channel.generationFailed(generation, reason: failure, at: now, into: &output)
    } else {
      // What was cut off where it became too long is complete.
      channel.generationEnded(generation, at: now, into: &output)
    }
    perform()
  }

  /// Stops all generators.
  func stop() {
    for task in generators.values { task.cancel() }
    generators = [:]
  }
}
