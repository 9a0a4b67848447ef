import TautEnvelope
import TautJSON
import TautRooms
import TautSession

/// Watches a simulated run, and notes the first promise that is broken.
final class SessionChecker: NetworkObserver {
  /// What was published, as the server gave it its place.
  struct Published {
    var payload: [UInt8]
    var serial: Int
    var kind: Int
    var client: Int?
  }

  let settings: SimulationSettings
  private let seed: UInt64
  private(set) var violation: (promise: SimulationPromise, text: String, time: Duration)?
  private(set) var report = SimulationReport()
  var clients: [ClientRecord]
  /// The publications of each room and epoch, by offset.
  var rooms: [String: [String: [Published]]] = [:]

  init(_ settings: SimulationSettings, seed: UInt64) {
    self.settings = settings
    self.seed = seed
    clients = (0..<settings.clients).map { ClientRecord(settings.session(of: $0, seed: seed)) }
  }

  func fail(_ promise: SimulationPromise, _ text: String, _ network: SimulatedNetwork) {
    if violation == nil { violation = (promise, text, network.elapsed) }
  }

  // MARK: What the users do

  func expectAttempt(of client: Int, isUsers: Bool) { clients[client].attempts.isForced = isUsers }

  func asked(_ client: Int, _ id: RequestID) { clients[client].requests[id] = clients[client].requests[id] ?? 0 }

  func sent(_ client: Int, _ id: MessageID, serial: Int) {
    clients[client].messages[id, default: MessageRecord()].serial = serial
    clients[client].messages[id]!.isSimulated = clients[client].facts.isSimulated
  }

  func subscribed(
    _ client: Int, _ id: SubscriptionID, to room: String, kind: Int?, after start: SubscribeSince?,
    _ network: SimulatedNetwork
  ) {
    clients[client].subscriptions[id] = SubscriptionRecord(room: room, kind: kind, after: start)
    clients[client].polls.subscribed(to: room, at: network.now)
  }

  /// A client's program is killed: what it waited for is nobody's, and what all of its subscriptions have seen is remembered.
  func relaunched(_ client: Int, _ network: SimulatedNetwork) {
    let record = clients[client]
    let memory = network.memory(of: client)
    for (room, records) in Dictionary(grouping: record.subscriptions.values, by: \.room) {
      check(.delivery, SubscriptionRecord.forgotten(records, memory.positions[room]), client, network)
    }
    clients[client] = ClientRecord(settings.session(of: client, seed: seed))
    clients[client].earlier = record.earlier + record.messages.values
  }

  func unsubscribed(_ client: Int, _ id: SubscriptionID) {
    guard let room = clients[client].subscriptions.removeValue(forKey: id)?.room else { return }
    if clients[client].subscriptions.values.allSatisfy({ $0.room != room }) {
      clients[client].polls.unsubscribed(from: room)
    }
  }

  // MARK: What happens

  func network(_ network: SimulatedNetwork, published publication: Publication) {
    let payload = Array(publication.message[publication.payload])
    guard let object = try? JSONValue(parsing: payload).object else { return }
    func number(_ name: String) -> Int? { object[name].flatMap { Int($0.description) } }
    rooms[publication.room.text, default: [:]][publication.epoch.description, default: []].append(
      Published(payload: payload, serial: number("n") ?? 0, kind: number("k") ?? 0, client: number("c")))
  }

  /// The number of a publication, which dialects without an envelope write beside members of their own.
  static func serial(of payload: [UInt8]) -> Int? {
    (try? JSONValue(parsing: payload).object)?["n"].flatMap { Int($0.description) }
  }

  func network(_ network: SimulatedNetwork, told client: Int, _ event: ClientEvent) {
    switch event {
    case .changed(let change):
      check(.attempts, clients[client].attempts.note(change), client, network)
      clients[client].facts.note(change)
      clients[client].polls.follow(clients[client].facts, at: network.now)
    case .opening(let id, let token):
      report.attempts += 1
      check(.attempts, clients[client].attempts.open(id, token, at: network.now), client, network)
      checkPunctuality(of: client, network)
      clients[client].facts.noteAttempt()
    case .restartAnnounced: clients[client].facts.noteAnnouncement(at: network.now)
    case .note(let note):
      clients[client].attempts.note(note)
      clients[client].facts.note(note, at: network.now)
      clients[client].polls.follow(clients[client].facts, at: network.now)
    case .shown(let indicator, let toasts):
      report.notices += 1
      checkShown(indicator, toasts, to: client, network)
    case .polling(let room):
      report.polls += 1
      check(.polls, clients[client].polls.note(room, clients[client].facts, at: network.now), client, network)
    case .polled(let room): clients[client].polls.noteEnd(room, at: network.now)
    case .delivered(let id, let offset, let payload): delivered(client, id, offset, payload, network)
    case .subscribed(let id, let place): clients[client].subscriptions[id]?.granted(place)
    case .gap(let id, let gap):
      report.gaps += 1
      if let room = clients[client].subscriptions[id]?.room {
        clients[client].gaps.note(gap, of: room, at: network.now)
      }
      guard let text = clients[client].subscriptions[id]?.lose(gap, rooms) else { return }
      fail(.delivery, "client \(client), subscription \(id.rawValue): \(text)", network)
    case .refused(let id, let error):
      fail(.delivery, "client \(client), subscription \(id.rawValue) was refused: \(error)", network)
    case .answered(let id), .failed(let id, _): settled(client, id, network)
    case .accepted(let id):
      report.confirmations += 1
      settled(client, id, isAccepted: true, network)
    case .rejected(let id, let error):
      if error == .simulated, clients[client].messages[id]?.isSimulated != true {
        fail(.settlement, "client \(client): message \(id.rawValue) is of the time before the simulation", network)
      }
      settled(client, id, isAccepted: false, network)
    }
  }

  func check(_ promise: SimulationPromise, _ text: String?, _ client: Int, _ network: SimulatedNetwork) {
    if let text { fail(promise, "client \(client): \(text)", network) }
  }

  private func delivered(
    _ client: Int, _ id: SubscriptionID, _ offset: UInt64, _ payload: [UInt8], _ network: SimulatedNetwork
  ) {
    report.deliveries += 1
    if !clients[client].facts.phase.isConnected { report.polledDeliveries += 1 }
    guard clients[client].subscriptions[id] != nil else {
      return fail(.delivery, "client \(client): subscription \(id.rawValue) is over and gets messages", network)
    }
    guard let text = clients[client].subscriptions[id]!.take(offset, payload, rooms) else { return }
    fail(.delivery, "client \(client), subscription \(id.rawValue): \(text)", network)
  }

  private func settled(_ client: Int, _ id: RequestID, _ network: SimulatedNetwork) {
    report.requests += 1
    clients[client].requests[id, default: 0] += 1
    if clients[client].requests[id]! > 1 {
      fail(.settlement, "client \(client): request \(id.rawValue) is settled twice", network)
    }
  }

  private func settled(_ client: Int, _ id: MessageID, isAccepted: Bool, _ network: SimulatedNetwork) {
    let record = clients[client].messages[id, default: MessageRecord()]
    if record.isAccepted != nil {
      fail(.settlement, "client \(client): message \(id.rawValue) is settled twice", network)
    }
    clients[client].messages[id, default: MessageRecord()].isAccepted = isAccepted
  }
}
