import TautBytes
import TautEnvelope
import TautJSON
import TautTesting
import TautUserChannel

/// A user channel with a storage that a test can hold up, and clients that remember what they got.
struct Stage {
  var channel: UserChannel
  var now: Int64 = 1_755_252_000_000
  var random = SeededGenerator(seed: 7)
  var output = UserChannelOutput()

  /// What each connection got.
  var received: [UInt64: [String]] = [:]
  /// What was closed, with which code.
  var closed: [UInt64: UInt16] = [:]
  var published: [UInt64: UserReceipt] = [:]
  var refused: [UInt64: UserPublishError] = [:]
  var questions: [(question: Question, generation: UInt64)] = []
  var cancelled: [UInt64] = []
  /// The devices for which messages wait.
  var attached: [DeviceAddress] = []

  /// The steps that the storage was asked for and has not done.
  var steps: [UserChannelAction] = []
  /// Whether the storage waits for ``settle()``.
  var isHeldUp = false
  var inbox: [String: [UserMessage]] = [:]
  var acknowledgements: [DeviceAddress: Set<String>] = [:]
  var conversations: [String: [String: [UInt8]]] = [:]
  var limit = 1_000
  var failure: String?
  /// Whether the storage will not come back.
  var isUnreachable = false

  init(_ configuration: UserChannelConfiguration = UserChannelConfiguration()) {
    channel = UserChannel(configuration: configuration)
  }

  // MARK: What happens

  /// The process ends, and another one begins over the same storage.
  mutating func restart() {
    channel = UserChannel(configuration: channel.configuration)
    output = UserChannelOutput()
    steps = []
    received = [:]
  }

  mutating func connect(_ connection: UInt64, _ user: String = "ada", device: String = "", isAutomatic: Bool = false) {
    let address = DeviceAddress(user: user, device: device)
    channel.connect(connection, as: address, acknowledgesBySending: isAutomatic, at: now, into: &output)
    perform()
  }

  mutating func disconnect(_ connection: UInt64) {
    channel.disconnect(connection)
  }

  /// A client sends a message.
  mutating func say(_ text: String, from connection: UInt64) {
    let (request, id): (UserRequest?, [UInt8]) = text.withBytes { bytes in
      guard let view = try? UserCodec.decode(bytes) else { return (nil, []) }
      return (UserRequest(view, in: bytes), view.correlationId.map { $0.copy(in: bytes) } ?? [])
    }
    guard let request else { return }
    channel.receive(request, from: connection, correlationID: id, at: now, using: &random, into: &output)
    perform()
  }

  mutating func publish(
    _ id: String?, to user: String = "ada", type: String = "notification_new", payload: String = #"{"n":1}"#,
    token: UInt64 = 0, change: (inout UserPublish) -> Void = { _ in }
  ) {
    var request = UserPublish(user: user, type: type, payload: Array(payload.utf8), id: id)
    change(&request)
    channel.publish(request, token: token, at: now, using: &random, into: &output)
    perform()
  }

  @discardableResult
  mutating func part(_ text: String, of generation: UInt64) -> Bool {
    let isWanted = channel.generated(text, of: generation, at: now, into: &output)
    perform()
    return isWanted
  }

  mutating func end(_ generation: UInt64) {
    channel.generationEnded(generation, at: now, into: &output)
    perform()
  }

  mutating func fail(_ generation: UInt64, _ reason: String) {
    channel.generationFailed(generation, reason: reason, at: now, into: &output)
    perform()
  }

  mutating func poll() {
    channel.poll(at: now, into: &output)
    perform()
  }

  // MARK: What the channel wants

  private mutating func perform() {
    let actions = output.actions
    output.removeAll()
    for action in actions {
      switch action {
      case .send(let bytes, let connection):
        received[connection, default: []].append(String(decoding: bytes, as: UTF8.self))
      case .close(let connection, let code, _): closed[connection] = code
      case .published(let token, let receipt): published[token] = receipt
      case .publishFailed(let token, let error): refused[token] = error
      case .tell(let bytes, let user):
        channel.tell(bytes, to: user, into: &output)
        perform()
      case .attach(let address): attached.append(address)
      case .generate(let question, let generation): questions.append((question, generation))
      case .cancelGeneration(let generation): cancelled.append(generation)
      case .post, .answer, .load, .acknowledge, .recall: steps.append(action)
      }
    }
    if !isHeldUp { settle() }
  }

  /// Lets the storage do what it was asked for.
  mutating func settle() {
    while !steps.isEmpty { settleNext() }
  }

  /// Lets the storage do one step.
  mutating func settleNext() {
    switch steps.removeFirst() {
    case .post(let message, let user, let ticket):
      channel.posted(post(message, user), ticket, at: now, into: &output)
    case .answer(let message, let conversation, let ticket):
      if failure == nil { conversations[conversation.user, default: [:]][conversation.name] = conversation.content }
      channel.posted(post(message, conversation.user), ticket, at: now, into: &output)
    case .recall(let user, let name, let ticket):
      channel.recalled(recall(name, of: user), ticket, at: now, using: &random, into: &output)
    case .load(let address, let ticket):
      let pending = failure.map(LoadOutcome.failed) ?? .messages(pending(address))
      channel.loaded(pending, ticket, at: now, into: &output)
    case .acknowledge(let id, let address, let ticket):
      channel.acknowledged(acknowledge(id, address), ticket, at: now, into: &output)
    default: break
    }
    perform()
  }

  private mutating func post(_ message: UserMessage, _ user: String) -> PostOutcome {
    if let failure { return .failed(reason: failure) }
    if inbox[user, default: []].contains(where: { $0.id == message.id }) { return .repeated }
    if inbox[user, default: []].count >= limit { return .full(limit: "\(limit) messages") }
    inbox[user, default: []].append(message)
    return .stored
  }

  private func recall(_ name: String, of user: String) -> RecallOutcome {
    if let failure { return isUnreachable ? .unreachable(reason: failure) : .failed(reason: failure) }
    return .conversation(
      conversations[user]?[name].flatMap { Conversation(user: user, name: name, content: $0) })
  }

  private func pending(_ address: DeviceAddress) -> [UserMessage] {
    let waiting = inbox[address.user, default: []].filter { message in
      message.expires.map { $0 > now } ?? true && acknowledgements[address]?.contains(message.id) != true
    }
    return [UserMessage.Priority.high, .normal, .low].flatMap { priority in waiting.filter { $0.priority == priority } }
  }

  private mutating func acknowledge(_ id: String, _ address: DeviceAddress) -> AcknowledgeOutcome {
    if let failure { return .failed(reason: failure) }
    guard inbox[address.user, default: []].contains(where: { $0.id == id }) else { return .unknown }
    return acknowledgements[address, default: []].insert(id).inserted ? .stored : .repeated
  }

  // MARK: What the clients got

  /// The types of what a connection got, its greeting aside.
  func types(_ connection: UInt64) -> [String] {
    received[connection, default: []].map { text("type", in: $0) ?? "" }.filter { $0 != "connection_established" }
  }

  /// The ids of what a connection got.
  func ids(_ connection: UInt64) -> [String] {
    received[connection, default: []].compactMap { text("id", in: $0) }
  }

  func last(_ connection: UInt64) -> String { received[connection]?.last ?? "" }

  func text(_ key: String, in message: String) -> String? {
    message.withBytes { bytes in
      guard let root = try? JSONScanner().scan(bytes) else { return nil }
      return root.member(key, in: bytes)?.string(in: bytes)
    }
  }
}
