import TautJSON
import TautReconciliation
import TautTesting

/// A client, a server and the ways between them, in an order that chance decides.
///
/// What goes one way keeps its order; what goes two ways does not. So a snapshot may overtake the updates before it, or
/// come long after those behind it.
struct RandomRun {
  enum Answer {
    case snapshot(request: UInt64, [StateItem], StatePosition, isLast: Bool)
    case checksum(request: UInt64, String, StatePosition)
  }

  enum Message {
    case subscribed(StatePosition)
    case update(StateUpdate)
    case confirmed(UInt64, StatePosition)
    case rejected(UInt64)
  }

  private(set) var client: Reconciler
  private(set) var server = Server()
  private(set) var screen = Screen()
  private(set) var faults: [String] = []
  private var random: SeededGenerator
  private var now = ContinuousClock.now
  private var isConnected = false
  private var isSubscribed = false
  /// Whether updates get lost in this run, so that the client diverges now and then.
  private let losesUpdates: Bool
  private var requests: [ReconciliationAction] = []
  private var stream: [Message] = []
  private var answers: [Answer] = []

  init(seed: UInt64, losesUpdates: Bool, policy: ConflictPolicy) {
    random = SeededGenerator(seed: seed)
    self.losesUpdates = losesUpdates
    var configuration = ReconciliationConfiguration()
    configuration.conflictResolution = policy
    configuration.snapshotOnConnect = Bool.random(using: &random)
    configuration.bufferLimit = Int.random(in: 2...12, using: &random)
    configuration.batchSize = Int.random(in: 1...5, using: &random)
    configuration.snapshotLimit = 1_000
    client = Reconciler(configuration)
    client.register(StateCategory("odds"))
  }

  /// Lets `steps` things happen, then everything that is on its way arrive.
  mutating func run(steps: Int) {
    for _ in 0..<steps {
      step()
      check()
    }
    settle()
  }

  private mutating func step() {
    switch Int.random(in: 0..<100, using: &random) {
    case 0..<30: serverChanges()
    case 30..<45: deliverRequest()
    case 45..<70: deliverMessage()
    case 70..<80: deliverAnswer()
    case 80..<88: clientChanges()
    case 88..<91: isConnected ? disconnect() : connect()
    case 91..<92: restart()
    case 92..<94: client.force(now: now)
    default:
      now += .seconds(Int.random(in: 0...40, using: &random))
      _ = client.poll(at: now)
    }
    perform()
  }

  private mutating func serverChanges() {
    publish(server.change(item(), value(), modified: Int64.random(in: 0..<100, using: &random)))
  }

  private mutating func clientChanges() {
    _ = try? client.mutate("odds", item: item(), value: value(), modified: Int64.random(in: 0..<100, using: &random))
  }

  private mutating func item() -> String { "i\(Int.random(in: 0..<6, using: &random))" }

  private mutating func value() -> JSONValue? {
    Int.random(in: 0..<4, using: &random) == 0 ? nil : .number(JSONNumber(Int.random(in: 0..<1_000, using: &random)))
  }

  private mutating func publish(_ update: StateUpdate) {
    guard isSubscribed else { return }
    if losesUpdates, Int.random(in: 0..<20, using: &random) == 0 { return }
    stream.append(.update(update))
  }

  private mutating func connect() {
    isConnected = true
    client.connect()
  }

  private mutating func disconnect() {
    isConnected = false
    isSubscribed = false
    requests = []
    stream = []
    answers = []
    client.disconnect()
  }

  /// A server that restarts lets its connections go, or, with shared histories, goes on in another epoch.
  private mutating func restart() {
    if Bool.random(using: &random), isConnected { disconnect() }
    server.restart()
  }

  private mutating func perform() {
    for action in client.takeActions() {
      screen.perform(action)
      switch action {
      case .subscribe, .requestSnapshot, .requestChecksum, .send: if isConnected { requests.append(action) }
      case .giveUp: faults.append("it gave up")
      case .diverged: if !losesUpdates { faults.append("it diverged") }
      case .applySnapshot, .applyUpdate, .rollBack: break
      }
    }
  }

  private mutating func deliverRequest() {
    guard !requests.isEmpty else { return }
    switch requests.removeFirst() {
    case .subscribe:
      isSubscribed = true
      stream.append(.subscribed(server.position))
    case .requestSnapshot(_, let request):
      let items = server.sorted
      let middle = Int.random(in: 0...items.count, using: &random)
      answers.append(.snapshot(request: request, Array(items[..<middle]), server.position, isLast: false))
      answers.append(.snapshot(request: request, Array(items[middle...]), server.position, isLast: true))
    case .requestChecksum(_, let request):
      answers.append(.checksum(request: request, StateChecksum(server.sorted).description, server.position))
    case .send(_, let mutation): take(mutation)
    default: break
    }
  }

  private mutating func take(_ mutation: Mutation) {
    guard Int.random(in: 0..<5, using: &random) > 0 else { return stream.append(.rejected(mutation.id)) }
    let (update, position) = server.take(mutation)
    let answer = Message.confirmed(mutation.id, position)
    // The confirmation may come before or after the update.
    let isEarly = Bool.random(using: &random)
    if isEarly { stream.append(answer) }
    if let update { publish(update) }
    if !isEarly { stream.append(answer) }
  }

  private mutating func deliverMessage() {
    guard !stream.isEmpty else { return }
    switch stream.removeFirst() {
    case .subscribed(let position): client.receiveSubscription("odds", at: position, now: now)
    case .update(let update): client.receive([update], of: "odds", now: now)
    case .confirmed(let id, let position): client.receiveConfirmation("odds", mutation: id, at: position)
    case .rejected(let id): client.receiveRejection("odds", mutation: id, reason: "no")
    }
  }

  private mutating func deliverAnswer() {
    guard !answers.isEmpty else { return }
    // The parts of one snapshot keep their order; answers to two requests may overtake each other.
    switch answers.remove(at: Bool.random(using: &random) ? 0 : answers.count - 1) {
    case .snapshot(let request, let items, let position, let isLast):
      if isLast, let first = answers.firstIndex(where: { $0.isFirstPart(of: request) }),
        case .snapshot(_, let others, _, _) = answers.remove(at: first)
      {
        client.receiveSnapshot("odds", request: request, items: others, at: position, isLast: false, now: now)
      }
      client.receiveSnapshot("odds", request: request, items: items, at: position, isLast: isLast, now: now)
    case .checksum(let request, let checksum, let position):
      client.receiveChecksum("odds", request: request, checksum: checksum, at: position, now: now)
    }
  }

  /// Lets everything arrive, with two audits.
  private mutating func settle() {
    if !isConnected { connect() }
    for round in 0..<400 {
      perform()
      check()
      deliverRequest()
      deliverMessage()
      deliverAnswer()
      if round.isMultiple(of: 40) {
        now += .seconds(61)
        _ = client.poll(at: now)
      }
    }
    perform()
    check()
    if !client.isLive("odds") { faults.append("it is not live at the end") }
    if client.serverItems(of: "odds") != server.sorted { faults.append("it differs from the server at the end") }
    if !client.mutations(of: "odds").isEmpty { faults.append("mutations are left: \(client.mutations(of: "odds"))") }
  }

  /// What must be true after every step.
  private mutating func check() {
    let shown = Dictionary(uniqueKeysWithValues: client.items(of: "odds").map { ($0.id, $0.value) })
    if !screen.isComplete || screen.items != shown {
      faults.append("the application shows \(screen.items), not \(shown)")
    }
    if screen.largestBatch > client.configuration.batchSize { faults.append("a batch is too large") }
    guard !losesUpdates, let position = client.position(of: "odds") else { return }
    if client.serverItems(of: "odds") != server.items(at: position) {
      faults.append("at \(position) it has \(client.serverItems(of: "odds"))")
    }
  }
}

extension RandomRun.Answer {
  fileprivate func isFirstPart(of request: UInt64) -> Bool {
    if case .snapshot(request, _, _, false) = self { true } else { false }
  }
}
