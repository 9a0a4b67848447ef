import TautAuth
import TautBytes
import TautHub
import TautRooms

/// The hubs of one server, and everything around them: clients, transports, and the queues between the loops.
///
/// Nothing moves by itself. `settle` lets everything move until nothing is left to do.
struct HubCluster {
  /// A connection from outside: who it is and on which loop it lives.
  struct Client: Hashable {
    var loop: Int
    var slot: UInt32
  }

  /// What stands between a hub and a client.
  struct Transport {
    var waiting: [[UInt8]] = []
    var received: [Received] = []
    /// The client reads nothing.
    var isBlocked = false
    var awaitsDrain = false
    var closed: (code: UInt16, reason: String)?

    var backlog: Int { waiting.reduce(0) { $0 + $1.count } }
  }

  var hubs: [Hub]
  var now = Moment(instant: .now, milliseconds: 1_700_000_000_000)
  var transports: [Client: Transport] = [:]
  /// What waits between two loops: `posts[from][to]`.
  var posts: [[[PeerMessage]]]
  var published: [UInt64: PublishReceipt] = [:]
  var failed: [UInt64: PublishError] = [:]
  /// How many actions there were.
  var carriedOut = 0
  /// Who is in a room, by the token of who asked.
  var presences: [UInt64: RoomPresenceStatus?] = [:]
  /// When each loop wants to be polled.
  var wakes: [Int: ContinuousClock.Instant] = [:]
  /// The hubs' numbers of the polls, by their tokens.
  private var polls: [UInt64: UInt64] = [:]
  var histories: [UInt64: RoomRecovery?] = [:]
  /// What each hub has asked to be stored and was not told of yet.
  var underway: [[RoomAppend]?]
  /// What was stored, by room.
  var disk: [RoomName: [StoredPublication]] = [:]
  /// Whether ``settle()`` stores by itself.
  var storesAtOnce = true

  private var output = HubOutput()
  private var tokens: UInt64 = 0
  private var correlations = 0
  private var slots: UInt32 = 0

  init(loops: Int = 1, epochSeed: UInt64 = 7, configure: (inout HubConfiguration) -> Void = { _ in }) {
    var configuration = HubConfiguration()
    configure(&configuration)
    let start = now
    hubs = (0..<loops).map { loop in
      Hub(configuration: configuration, loop: loop, loops: loops, epochSeed: epochSeed, at: start)
    }
    underway = Array(repeating: nil, count: loops)
    posts = Array(repeating: Array(repeating: [], count: loops), count: loops)
    for loop in hubs.indices { wakes[loop] = start.instant }
  }

  // MARK: Time

  mutating func advance(by duration: Duration) {
    now.instant += duration
    now.milliseconds += Int64(duration / .milliseconds(1))
  }

  /// Lets time pass, with everything that the hubs want done meanwhile.
  mutating func pass(_ duration: Duration) {
    let end = now.instant + duration
    settle()
    while let (loop, instant) = wakes.min(by: { $0.value < $1.value }), instant <= end {
      wakes[loop] = nil
      advance(by: max(.zero, instant - now.instant))
      _ = poll(on: loop)
      settle()
    }
    advance(by: end - now.instant)
  }

  // MARK: Clients

  mutating func open(on loop: Int = 0, as visitor: HubClient? = nil, with token: VerifiedToken? = nil) -> Client {
    let client = Client(loop: loop, slot: slots)
    slots += 1
    open(client, as: visitor, with: token)
    return client
  }

  mutating func open(_ client: Client, as visitor: HubClient? = nil, with token: VerifiedToken? = nil) {
    transports[client] = Transport()
    hubs[client.loop].open(client.slot, as: visitor, with: token, at: now, into: &output)
    carryOut(on: client.loop)
  }

  /// Subscribes a client as a route does.
  mutating func subscribe(_ client: Client, to request: String, isTold: Bool = true) {
    request.withBytes {
      hubs[client.loop].subscribe(client.slot, to: $0, isTold: isTold, at: now, into: &output)
    }
    carryOut(on: client.loop)
  }

  mutating func disconnect(_ selection: Hub.ClientSelection, on loop: Int = 0) -> Int {
    defer { carryOut(on: loop) }
    return hubs[loop].disconnect(selection, reason: "bye", at: now, into: &output)
  }

  /// Revokes tokens for an hour.
  mutating func revoke(_ revocation: Hub.Revocation, on loop: Int = 0) throws(RevocationError) -> Int {
    defer { carryOut(on: loop) }
    let now = NumericDate(milliseconds: now.milliseconds)
    return try hubs[loop].revoke(revocation, until: now + .seconds(3600), at: self.now, into: &output)
  }

  /// Reads a room's history and returns the token.
  @discardableResult
  mutating func read(_ request: HistoryRequest, on loop: Int = 0) -> UInt64 {
    tokens += 1
    polls[tokens] = hubs[loop].read(request, token: ReplyToken(rawValue: tokens), at: now, into: &output)
    carryOut(on: loop)
    return tokens
  }

  /// Asks who is in a room and returns the token.
  mutating func presence(of room: RoomName, limit: Int = 1_000, on loop: Int = 0) -> UInt64 {
    tokens += 1
    hubs[loop].presence(of: room, limit: limit, token: ReplyToken(rawValue: tokens), at: now, into: &output)
    carryOut(on: loop)
    return tokens
  }

  mutating func endPoll(_ token: UInt64, on loop: Int = 0) {
    hubs[loop].endPoll(polls[token]!, into: &output)
    carryOut(on: loop)
  }

  mutating func close(_ client: Client) {
    hubs[client.loop].close(client.slot, at: now, into: &output)
    carryOut(on: client.loop)
  }

  /// Sends a text as it is.
  mutating func send(_ text: String, from client: Client) {
    text.withBytes { hubs[client.loop].receive(text: $0, from: client.slot, at: now, into: &output) }
    carryOut(on: client.loop)
  }

  mutating func sendBinary(from client: Client) {
    hubs[client.loop].receiveBinary(from: client.slot, at: now, into: &output)
    carryOut(on: client.loop)
  }

  /// Sends an envelope and returns its correlation id.
  @discardableResult
  mutating func request(_ type: String, _ payload: String = "{}", from client: Client) -> String {
    correlations += 1
    send(Self.envelope(type, payload, id: "c\(correlations)"), from: client)
    return "c\(correlations)"
  }

  static func envelope(_ type: String, _ payload: String, id: String) -> String {
    #"{"type":"\#(type)","ts":1700000000000,"correlationId":"\#(id)","version":"2.0","payload":\#(payload)}"#
  }

  /// Sends an envelope, lets everything settle, and returns the answer.
  mutating func ask(_ type: String, _ payload: String = "{}", from client: Client) -> Received? {
    let id = request(type, payload, from: client)
    settle()
    return transports[client]!.received.last { $0.text("correlationId") == id }
  }

  /// What a client has got since the last call.
  mutating func take(_ client: Client) -> [Received] {
    defer { transports[client]!.received = [] }
    return transports[client]!.received
  }

  // MARK: The server's side

  @discardableResult
  mutating func publish(
    _ payload: String, to room: String, type: String = "odds_update", id: String? = nil, on loop: Int = 0,
    configure: (inout PublishRequest) -> Void = { _ in }
  ) -> UInt64 {
    tokens += 1
    guard let name = try? RoomName(room) else { preconditionFailure("no room name: \(room)") }
    var request = PublishRequest(room: name, type: type, payload: Array(payload.utf8), id: id)
    configure(&request)
    hubs[loop].publish(request, token: ReplyToken(rawValue: tokens), at: now, into: &output)
    carryOut(on: loop)
    return tokens
  }

  mutating func drain(on loop: Int = 0) {
    hubs[loop].drain(reason: "deploy", after: .seconds(2), jitter: .milliseconds(500), at: now, into: &output)
    carryOut(on: loop)
  }

  mutating func requireReconnect(of slots: [UInt32], on loop: Int = 0) {
    hubs[loop].requireReconnect(
      of: slots, reason: "deploy", after: .zero, jitter: .seconds(4), at: now, into: &output)
    carryOut(on: loop)
  }

  mutating func poll(on loop: Int = 0) -> ContinuousClock.Instant {
    defer { carryOut(on: loop) }
    let next = hubs[loop].poll(at: now, into: &output)
    wakes[loop] = next
    return next
  }

  // MARK: Storing

  /// Ends the turn of a loop: what its hub keeps back is on its way.
  mutating func requestStoring(on loop: Int = 0) {
    hubs[loop].requestStoring(into: &output)
    carryOut(on: loop)
  }

  /// Stores what is on its way, or fails to.
  mutating func store(on loop: Int = 0, failing reason: String? = nil) {
    guard let appends = underway[loop] else { return }
    underway[loop] = nil
    if let reason {
      hubs[loop].notStored(reason: reason, at: now, into: &output)
    } else {
      write(appends)
      hubs[loop].stored(at: now, into: &output)
    }
    carryOut(on: loop)
  }

  /// Stores what is on its way, and no hub hears of it: the process died in between.
  mutating func storeWithoutTelling() {
    for appends in underway.compactMap(\.self) { write(appends) }
  }

  private mutating func write(_ appends: [RoomAppend]) {
    for append in appends {
      precondition(append.publications[0].offset == (disk[append.room]?.last?.offset ?? 0) + 1, "a hole on the disk")
      disk[append.room, default: []] += append.publications
    }
  }

  /// The rooms as they would be read from the disk.
  func storedRooms() -> [StoredRoom] {
    disk.sorted { $0.key < $1.key }.map { room, publications in
      StoredRoom(
        name: room, position: RoomPosition(epoch: hubs[0].epoch(of: room), offset: publications.last!.offset),
        publications: publications,
        ids: publications.compactMap { stored in
          stored.id.map { StoredRoom.PublishID(id: $0, offset: stored.offset) }
        })
    }
  }

  // MARK: Movement

  /// Delivers the oldest message between two loops.
  mutating func deliverPost(from: Int, to: Int) {
    guard !posts[from][to].isEmpty else { return }
    let message = posts[from][to].removeFirst()
    hubs[to].receive(message, from: from, at: now, into: &output)
    carryOut(on: to)
  }

  /// Writes what waits for a client, or tells the hub that the client reads nothing.
  mutating func flush(_ client: Client) {
    guard transports[client]!.closed == nil || !transports[client]!.isBlocked else { return }
    if transports[client]!.isBlocked {
      guard !transports[client]!.waiting.isEmpty else { return }
      let backlog = transports[client]!.backlog
      hubs[client.loop].stalled(client.slot, backlog: backlog, at: now, into: &output)
    } else {
      transports[client]!.received += transports[client]!.waiting.map(Received.init)
      transports[client]!.waiting = []
      transports[client]!.awaitsDrain = false
      hubs[client.loop].drained(client.slot, at: now, into: &output)
    }
    carryOut(on: client.loop)
  }

  /// Lets everything move until nothing is left to do.
  mutating func settle() {
    repeat {
      if storesAtOnce {
        for loop in hubs.indices {
          requestStoring(on: loop)
          store(on: loop)
        }
      }
      for from in hubs.indices {
        for to in hubs.indices {
          while !posts[from][to].isEmpty { deliverPost(from: from, to: to) }
        }
      }
      for client in transports.keys.sorted(by: { $0.slot < $1.slot }) { flush(client) }
    } while isMoving
  }

  private var isMoving: Bool {
    posts.contains { $0.contains { !$0.isEmpty } } || (storesAtOnce && hubs.contains { $0.waitsForStoring })
      || transports.values.contains { !$0.isBlocked && (!$0.waiting.isEmpty || $0.awaitsDrain) }
  }

  private mutating func carryOut(on loop: Int) {
    carriedOut += output.actions.count
    for action in output.actions { carryOut(action, on: loop) }
    output.removeAll()
  }

  private mutating func carryOut(_ action: HubAction, on loop: Int) {
    switch action {
    case .send(let range, let slot): write(Array(output.bytes[range]), to: slot, on: loop)
    case .broadcast(let range, let recipients):
      for slot in output.recipients[recipients] { write(Array(output.bytes[range]), to: slot, on: loop) }
    case .fanOut(let publication, let dialect, let recipients):
      for slot in output.recipients[recipients] { write(publication.message(as: dialect), to: slot, on: loop) }
    case .sendPublication(let publication, let dialect, let slot):
      write(publication.message(as: dialect), to: slot, on: loop)
    case .awaitDrain(let slot): transports[Client(loop: loop, slot: slot)]!.awaitsDrain = true
    case .close(let slot, let code, let reason): transports[Client(loop: loop, slot: slot)]!.closed = (code, reason)
    case .presence(let token, let status): presences[token.rawValue] = .some(status)
    case .pollAt(let instant): wakes[loop] = min(wakes[loop] ?? instant, instant)
    case .post(let message, let other): posts[loop][other].append(message)
    case .store(let appends):
      precondition(underway[loop] == nil, "two batches at one time")
      underway[loop] = appends
    case .published(let token, let receipt): published[token.rawValue] = receipt
    case .publishFailed(let token, let error): failed[token.rawValue] = error
    case .history(let token, let recovery): histories[token.rawValue] = .some(recovery)
    }
  }

  private mutating func write(_ bytes: [UInt8], to slot: UInt32, on loop: Int) {
    transports[Client(loop: loop, slot: slot)]!.waiting.append(bytes)
  }
}
