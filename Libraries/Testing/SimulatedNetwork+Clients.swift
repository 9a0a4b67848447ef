import TautBytes
import TautFraming
import TautJSON
import TautSession

extension SimulatedNetwork {
  /// The moment that a client has to wait for, if its machine sleeps.
  private func sleepEnd(_ client: SimulatedClient) -> Int64? {
    client.asleepUntil > time ? client.asleepUntil : nil
  }

  func arriveAtClient(_ link: SimulatedLink) {
    let owner = clients[link.client]
    guard !link.down.isCut else { return }
    if let later = sleepEnd(owner) ?? (link.down.stalledUntil > time ? link.down.stalledUntil : nil) {
      link.down.lastArrival = max(link.down.lastArrival, later)
      return events.add(.down(link), at: later)
    }
    guard let packet = link.down.popFirst() else { return }
    link.down.pending -= packet.size
    if link.isStalled, link.down.pending == 0 { events.add(.drained(link), at: time) }
    guard link.isClientOpen else { return }
    receive(packet, on: link, owner)
  }

  /// How a server's announcement of its end begins.
  private static let announcement = Array(#"{"type":"reconnect_required""#.utf8)

  private func receive(_ packet: SimulatedLink.Packet, on link: SimulatedLink, _ owner: SimulatedClient) {
    var bytes: [UInt8] = []
    switch packet {
    case .knock, .ping: return
    case .opened: owner.session.receiveOpen(link.id, at: now, into: &owner.output)
    case .refused(let error):
      link.isClientOpen = false
      owner.session.receiveFailure(link.id, error, at: now, into: &owner.output)
    case .text(let text):
      bytes = text
      if text.starts(with: Self.announcement) { observer?.network(self, told: link.client, .restartAnnounced) }
      text.withBytes { owner.session.receive(text: $0, on: link.id, at: now, into: &owner.output) }
    case .pong(let token): owner.session.receivePong(token, on: link.id, at: now, into: &owner.output)
    case .close(let code, let reason):
      link.isClientOpen = false
      owner.session.receiveClosed(link.id, .closed(CloseCode(code), reason: reason), at: now, into: &owner.output)
    case .reset:
      link.isClientOpen = false
      owner.session.receiveClosed(link.id, .lost("connection reset"), at: now, into: &owner.output)
    }
    perform(owner, link.client, bytes)
  }

  func wake(_ client: Int) {
    let owner = clients[client]
    guard owner.wake == time else { return }
    owner.wake = nil
    if let later = sleepEnd(owner) {
      owner.wake = later
      return events.add(.wake(client: client), at: later)
    }
    owner.session.poll(at: now, into: &owner.output)
    perform(owner, client, [])
  }

  /// Carries out what a session wants, and sets its alarm.
  func perform(_ owner: SimulatedClient, _ client: Int, _ bytes: [UInt8]) {
    guard !owner.isPerforming else { return }
    owner.isPerforming = true
    var bytes = bytes
    while !owner.output.isEmpty {
      swap(&owner.output, &owner.batch)
      for action in owner.batch.actions { perform(action, owner, client, bytes) }
      owner.batch.removeAll()
      bytes = []
    }
    owner.isPerforming = false
    var deadline = owner.session.poll(at: now, into: &owner.output)
    owner.review(&deadline, at: now)
    if !owner.output.isEmpty { return perform(owner, client, []) }
    tellNews(owner, client)
    setAlarm(owner, client, deadline)
  }

  private func setAlarm(_ owner: SimulatedClient, _ client: Int, _ deadline: ContinuousClock.Instant?) {
    guard let deadline else { return owner.wake = nil }
    // Never at this very moment again: a deadline that lies in the past was served by the poll before.
    let wake = max((deadline - origin).nanoseconds, time + 1)
    guard owner.wake != wake else { return }
    owner.wake = wake
    events.add(.wake(client: client), at: wake)
  }

  private func perform(_ action: SessionAction, _ owner: SimulatedClient, _ client: Int, _ bytes: [UInt8]) {
    switch action {
    case .askToken(let ticket):
      owner.session.receiveToken(token(of: owner, client), ticket: ticket, at: now, into: &owner.output)
    case .open(let id, let token): open(id, token, owner, client)
    case .send(let range, let id): send(range, id, owner)
    case .ping(let token, let id): if let link = link(id, owner) { sendUp(.ping(token), on: link) }
    case .close(let id, let code, let reason):
      guard let link = link(id, owner) else { return }
      link.isClientOpen = false
      sendUp(.close(code.rawValue, reason), on: link)
    case .abort(let id):
      guard let link = link(id, owner) else { return }
      link.isClientOpen = false
      sendUp(.reset, on: link)
    case .fetch(let ticket, let room, let since): poll(room, since, ticket: ticket, owner, client)
    default: tell(action, owner, client, bytes)
    }
  }

  /// What the client's provider returns.
  private func token(of owner: SimulatedClient, _ client: Int) -> SessionToken {
    if owner.signedOutUntil != 0, owner.signedOutUntil <= time {
      owner.signedOutUntil = 0
      owner.token += 1
    }
    return SessionToken("token-\(client)-\(owner.token)")
  }

  private func link(_ id: LinkID, _ owner: SimulatedClient) -> SimulatedLink? {
    owner.link?.id == id ? owner.link : nil
  }

  private func open(_ id: LinkID, _ token: String?, _ owner: SimulatedClient, _ client: Int) {
    let link = SimulatedLink(client: client, id: id)
    owner.link = link
    record(id.rawValue)
    observer?.network(self, told: client, .opening(id, token: token))
    if owner.unreachableUntil > time {
      link.up.isCut = true
      link.down.isCut = true
    }
    // Three ways: SYN, its answer, and the request.
    link.up.busyUntil = time + 2 * conditions.latency.nanoseconds
    sendUp(.knock(token: token), on: link)
  }

  private func send(_ range: Range<Int>, _ id: LinkID, _ owner: SimulatedClient) {
    guard let link = link(id, owner) else { return }
    var bytes = Array(owner.batch.bytes[range])
    if let bug = owner.bug, id.rawValue > 1, bug.spoils(&bytes) { return }
    sendUp(.text(bytes), on: link)
  }

  private func tell(_ action: SessionAction, _ owner: SimulatedClient, _ client: Int, _ bytes: [UInt8]) {
    func tell(_ event: ClientEvent) { observer?.network(self, told: client, event) }
    switch action {
    case .changed(let change):
      record(UInt64(change.to.rawValue.utf8.count))
      record(UInt64(time))
      tell(.changed(change))
      owner.note(change, at: now)
    case .deliver(let message):
      guard let offset = message.offset else { return }
      record(offset)
      let payload = bytes.withBytes { message.payload.copy(in: $0) }
      for id in owner.batch.subscriptions[message.subscriptions] {
        tell(.delivered(id, offset: offset, payload: payload))
      }
    case .answered(let id, _):
      tell(.answered(id))
      if owner.bug == .doubleReply { tell(.answered(id)) }
    case .failed(let id, let error): tell(.failed(id, error))
    case .accepted(let id, _): tell(.accepted(id))
    case .rejected(let id, let error): tell(.rejected(id, error))
    case .subscribed(let id, let place, _): tell(.subscribed(id, place))
    case .gap(let id, let gap):
      tell(.gap(id, gap))
      owner.note(gap, of: id, at: now)
    case .refused(let id, let error): tell(.refused(id, error))
    case .note(let note):
      tell(.note(note))
      owner.note(note, at: now)
    case .told, .askToken, .open, .send, .ping, .close, .abort, .fetch: return
    }
  }
}

extension PlantedBug {
  /// Spoils a message that a client sends on a link that is not its first, and tells whether it is not sent at all.
  fileprivate func spoils(_ bytes: inout [UInt8]) -> Bool {
    let text = String(decoding: bytes, as: UTF8.self)
    guard text.hasPrefix(#"{"type":"subscribe""#) else { return false }
    switch self {
    case .missedResubscribe: return true
    case .lostOffset:
      guard let start = text.range(of: #","since":{"#), let end = text[start.upperBound...].firstIndex(of: "}") else {
        return false
      }
      bytes = Array((text[..<start.lowerBound] + text[text.index(after: end)...]).utf8)
      return false
    default: return false
    }
  }
}

extension String {
  /// Where a text stands in this one.
  fileprivate func range(of text: String) -> Range<Index>? {
    var start = startIndex
    while start < endIndex {
      if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
      start = index(after: start)
    }
    return nil
  }
}
