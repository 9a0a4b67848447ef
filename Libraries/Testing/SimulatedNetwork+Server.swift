import TautBytes
import TautEnvelope
public import TautHub
public import TautRooms
import TautSession

extension SimulatedNetwork {
  /// The slot of a connection that is subscribed to everything, so that nothing is published unseen.
  private static let witness: UInt32 = 0

  /// Where the server's rooms stand; empty while it is down.
  public var rooms: [RoomStatus] { hub?.rooms() ?? [] }

  /// What the server's hub looks like; nil while it is down.
  public var serverStatus: HubStatus? { hub?.status() }

  /// Publishes from the server's side, and returns whether the server is there.
  @discardableResult
  public func publish(to room: RoomName, type: String = "news", payload: [UInt8]) -> Bool {
    guard hub != nil else { return false }
    hub!.publish(
      PublishRequest(room: room, type: type, payload: payload), token: ReplyToken(rawValue: 0), at: moment,
      into: &hubOutput)
    serve()
    return true
  }

  // MARK: Its life

  func startServer() {
    lives += 1
    hub = Hub(configuration: conditions.hub, epochSeed: seed &+ lives, at: moment)
    hub!.open(Self.witness, at: moment, into: &hubOutput)
    for room in hub!.rooms() {
      let request =
        #"{"type":"subscribe","ts":1,"correlationId":"","version":"2.0","payload":{"channel":"\#(room.name)"}}"#
      request.withBytes { hub!.receive(text: $0, from: Self.witness, at: moment, into: &hubOutput) }
    }
    serve()
  }

  func stopServer(tellsClients: Bool) {
    guard hub != nil else { return }
    hub = nil
    hubOutput.removeAll()
    polls = [:]
    for link in slots {
      guard let link else { continue }
      link.slot = nil
      if tellsClients { sendDown(.reset, on: link) }
    }
    slots = [nil]
    freeSlots = []
  }

  func tickServer() {
    events.add(.serverTick, at: time + Self.tick)
    guard hub != nil else { return }
    _ = hub!.poll(at: moment, into: &hubOutput)
    for link in slots {
      guard let link, time - link.lastHeard > conditions.silenceLimit.nanoseconds else { continue }
      forget(link)
      sendDown(.reset, on: link)
    }
    serve()
  }

  /// The hub wants to be polled, if it is still the one that asked.
  func pollServer(life: UInt64) {
    guard hub != nil, life == lives else { return }
    _ = hub!.poll(at: moment, into: &hubOutput)
    serve()
  }

  /// The server drops a connection without a word to its hub's client.
  func forget(_ link: SimulatedLink) {
    guard let slot = link.slot else { return }
    release(slot, link)
    hub?.close(slot, at: moment, into: &hubOutput)
    serve()
  }

  private func release(_ slot: UInt32, _ link: SimulatedLink) {
    link.slot = nil
    slots[Int(slot)] = nil
    freeSlots.append(Int(slot))
  }

  // MARK: Receiving

  func arriveAtServer(_ link: SimulatedLink) {
    guard !link.up.isCut else { return }
    if link.up.stalledUntil > time {
      link.up.lastArrival = max(link.up.lastArrival, link.up.stalledUntil)
      return events.add(.up(link), at: link.up.stalledUntil)
    }
    guard let packet = link.up.popFirst() else { return }
    link.up.pending -= packet.size
    if case .knock(let token) = packet { return admit(link, token) }
    guard let slot = link.slot, hub != nil else { return }
    link.lastHeard = time
    switch packet {
    case .text(let bytes):
      bytes.withBytes { hub!.receive(text: $0, from: slot, at: moment, into: &hubOutput) }
      serve()
    case .ping(let token): sendDown(.pong(token), on: link)
    case .close, .reset: forget(link)
    case .knock, .opened, .refused, .pong: return
    }
  }

  private func countConnect() {
    let second = Int(time / 1_000_000_000)
    connects += Array(repeating: 0, count: max(0, second + 1 - connects.count))
    connects[second] += 1
  }

  private func admit(_ link: SimulatedLink, _ token: String?) {
    countConnect()
    if let (block, end) = clients[link.client].block, end > time { return obstruct(link, block) }
    guard hub != nil else { return sendDown(.refused(.network("connection refused")), on: link) }
    if let token, revoked.contains(token) {
      return sendDown(.refused(.refused(status: 401, reason: "the token is revoked")), on: link)
    }
    if refusesUntil > time {
      return sendDown(.refused(.refused(status: 503, reason: "draining", retryAfter: retryAfter)), on: link)
    }
    let slot = freeSlots.popLast() ?? slots.count
    if slot == slots.count { slots.append(link) } else { slots[slot] = link }
    link.slot = UInt32(slot)
    link.lastHeard = time
    sendDown(.opened, on: link)
    hub!.open(UInt32(slot), as: visitor(link.client), at: moment, into: &hubOutput)
    serve()
  }

  /// Who a client is for the hub, greeted as the dialect's document has it.
  private func visitor(_ client: Int) -> HubClient? {
    let session = clients[client].session
    let greeting: HubClient.Greeting? =
      switch session.configuration.dialect {
      case .rooms: .welcome
      case .structured: .hello(version: 1, requestID: "request-\(client)")
      case .v2, .event: nil
      case .user: .connectionEstablished
      }
    return HubClient(id: session.clientID, dialect: session.configuration.dialect, greeting: greeting)
  }

  /// A proxy does not let an upgrade through.
  private func obstruct(_ link: SimulatedLink, _ block: UpgradeBlock) {
    switch block {
    case .refuses(let status): sendDown(.refused(.refused(status: status, reason: "no upgrades here")), on: link)
    case .swallows: return
    }
  }

  // MARK: Carrying out

  /// Carries out what the hub wants.
  func serve() {
    guard !isServing else { return }
    isServing = true
    while !hubOutput.isEmpty {
      swap(&hubOutput, &hubBatch)
      for action in hubBatch.actions { serve(action) }
      hubBatch.removeAll()
    }
    isServing = false
  }

  private func serve(_ action: HubAction) {
    switch action {
    case .send(let range, let slot): send(Array(hubBatch.bytes[range]), to: slot)
    case .broadcast(let range, let recipients):
      let bytes = Array(hubBatch.bytes[range])
      for slot in hubBatch.recipients[recipients] { send(bytes, to: slot) }
    case .fanOut(let publication, let dialect, let recipients):
      // The witness speaks v2.
      if dialect == .v2 { observer?.network(self, published: publication) }
      let message = publication.message(as: dialect)
      for slot in hubBatch.recipients[recipients] { send(message, to: slot) }
    case .sendPublication(let publication, let dialect, let slot): send(publication.message(as: dialect), to: slot)
    case .awaitDrain(let slot):
      guard let link = slots[Int(slot)] else { return }
      link.awaitsDrain = true
      if link.down.pending == 0 { events.add(.drained(link), at: time + 1) }
    case .close(let slot, let code, let reason):
      guard let link = slots[Int(slot)] else { return }
      release(slot, link)
      sendDown(.close(code, reason), on: link)
    case .pollAt(let instant): events.add(.serverPoll(life: lives), at: max((instant - origin).nanoseconds, time + 1))
    case .history(let token, let recovery): answer(token, recovery)
    case .post, .store, .published, .publishFailed, .presence: return
    }
  }

  private func send(_ bytes: [UInt8], to slot: UInt32) {
    if let link = slots[Int(slot)] { sendDown(.text(bytes), on: link) }
  }

  /// Tells the hub when a client's transport holds too much.
  func noteStall(_ link: SimulatedLink) {
    guard let slot = link.slot, !link.isStalled, link.down.pending > conditions.window else { return }
    link.isStalled = true
    hub?.stalled(slot, backlog: link.down.pending, at: moment, into: &hubOutput)
    serve()
  }

  func drained(_ link: SimulatedLink) {
    guard let slot = link.slot, link.down.pending == 0, link.isStalled || link.awaitsDrain else { return }
    link.isStalled = false
    link.awaitsDrain = false
    hub?.drained(slot, at: moment, into: &hubOutput)
    serve()
  }
}
