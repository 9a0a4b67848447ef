import TautBackoff
import TautEnvelope
import TautHub
import TautJSON
import TautNotifications
import TautRooms
import TautSession

/// The network of one run, its users and its checker.
final class SimulationStage {
  let network: SimulatedNetwork
  let checker: SessionChecker
  private let settings: SimulationSettings
  private let rooms: [RoomName]
  private var serial = 0
  private var nextPublication: Duration
  private var subscriptions: [[Interest]]

  /// What a user is subscribed to.
  private struct Interest {
    var id: SubscriptionID
    var room: Int
    var kind: Int?
  }

  init(_ run: SimulationRun) {
    settings = run.settings
    network = SimulatedNetwork(seed: run.seed, conditions: run.settings.conditions)
    checker = SessionChecker(run.settings, seed: run.seed)
    subscriptions = Array(repeating: [], count: run.settings.clients)
    nextPublication = run.settings.publishInterval
    rooms = run.settings.rooms.map { name in
      do {
        return try RoomName(name)
      } catch {
        preconditionFailure("the room \(name): \(error)")
      }
    }
    network.observer = checker
    for client in 0..<run.settings.clients {
      var configuration = run.settings.session(of: client, seed: run.seed)
      if run.bug == .earlyReset { configuration.backoff.resetAfter = .zero }
      network.addClient(configuration, health: run.settings.health)
      network.plant(run.bug, in: client)
    }
  }

  var report: SimulationReport {
    var report = checker.report
    report.fingerprint = network.fingerprint
    return report
  }

  private var isOver: Bool { checker.violation != nil }

  func play(_ steps: [TimedStep]) {
    for client in 0..<settings.clients { perform(.connect(client: client)) }
    for step in steps where !isOver {
      advance(to: step.time)
      perform(step.step)
    }
    advance(to: settings.duration)
  }

  /// Ends all that is wrong, and gives everybody the time to come back.
  func heal() {
    network.heal()
    for client in 0..<settings.clients {
      perform(.simulate(client: client, isOn: false))
      perform(.resume(client: client))
    }
    // An attempt that began before may be the last one, and fail: whoever gave up then is asked once more.
    for _ in 0..<2 {
      for client in 0..<settings.clients { perform(.connect(client: client)) }
      advance(to: network.elapsed + .seconds(60))
    }
    // Longer than any request may last.
    for room in rooms { publish(to: room) }
    network.advance(by: .seconds(30))
    if !isOver { checker.checkEnd(network) }
  }

  /// Lets time pass, with the server's publications.
  private func advance(to time: Duration) {
    while !isOver, nextPublication <= time {
      network.advance(by: nextPublication - network.elapsed)
      publish(to: rooms[serial % rooms.count])
      checker.checkNotices(network)
      nextPublication += settings.publishInterval
    }
    if !isOver, time > network.elapsed { network.advance(by: time - network.elapsed) }
    checker.checkLoad(network)
  }

  private func publish(to room: RoomName) {
    network.publish(to: room, payload: payload(by: nil))
  }

  private func payload(by client: Int?) -> [UInt8] {
    serial += 1
    return Array(#"{"n":\#(serial),"k":\#(serial * 7 % 3)\#(client.map { #","c":\#($0)"# } ?? "")}"#.utf8)
  }

  // MARK: Users

  private func perform(_ step: SimulationStep) {
    switch step {
    case .fault(let fault): network.apply(fault)
    case .connect(let client):
      checker.expectAttempt(of: client, isUsers: true)
      with(client) { $0.connect(at: $1, into: &$2) }
      checker.expectAttempt(of: client, isUsers: false)
    case .disconnect(let client): with(client) { $0.disconnect(at: $1, into: &$2) }
    case .suspend(let client): with(client) { $0.suspend(at: $1, into: &$2) }
    case .resume(let client): with(client) { $0.resume(at: $1, into: &$2) }
    case .simulate(let client, let isOn): with(client) { $0.setSimulationMode(isOn, at: $1, into: &$2) }
    case .networkChanged(let client):
      checker.expectAttempt(of: client, isUsers: true)
      with(client) { $0.networkChanged(at: $1, into: &$2) }
      checker.expectAttempt(of: client, isUsers: false)
    case .dismiss(let client): dismiss(client)
    case .request(let client, let type): request(client, type)
    case .publish(let client, let room): publish(client, room)
    case .subscribe(let client, let room, let kind): subscribe(client, room, kind)
    case .subscribeAgain(let client, let room, let back): subscribeAgain(client, room, back)
    case .relaunch(let client): relaunch(client)
    case .unsubscribe(let client): unsubscribe(client)
    }
  }

  /// Whoever sleeps does nothing.
  private func with(
    _ client: Int, _ body: (inout Session, ContinuousClock.Instant, inout SessionOutput) -> Void
  ) {
    if !network.isAsleep(client) { network.withSession(of: client, body) }
  }

  private func dismiss(_ client: Int) {
    if !network.isAsleep(client), network.dismiss(Notice.connectionTopic, of: client) {
      checker.dismissed(client, network)
    }
  }

  private func request(_ client: Int, _ type: String) {
    with(client) { session, now, output in
      guard let id = try? session.request(.init(type), payload: Array("{}".utf8), at: now, into: &output) else {
        return
      }
      checker.asked(client, id)
    }
  }

  private func publish(_ client: Int, _ room: Int) {
    let payload = payload(by: client)
    with(client) { session, now, output in
      let id = try? session.publish(to: rooms[room].text, "note", payload: payload, at: now, into: &output)
      if let id { checker.sent(client, id, serial: serial) }
    }
  }

  private func subscribe(
    _ client: Int, _ room: Int, _ kind: Int?, since: SubscribeSince? = nil, after memory: SessionMemory? = nil
  ) {
    guard subscriptions[client].count < 6 else { return }
    with(client) { session, now, output in
      let filters = kind.map { Array(#"{"k":\#($0)}"#.utf8) }
      let start = memory?.positions[rooms[room].text] ?? since
      guard
        let id = try? session.subscribe(
          to: rooms[room].text, filters: filters, since: since, resumes: memory != nil, at: now, into: &output)
      else { return }
      subscriptions[client].append(Interest(id: id, room: room, kind: kind))
      checker.subscribed(client, id, to: rooms[room].text, kind: kind, after: start, network)
    }
  }

  private func subscribeAgain(_ client: Int, _ room: Int, _ back: Int) {
    guard var since = network.memory(of: client).positions[rooms[room].text] else { return }
    since.offset -= min(since.offset, UInt64(back))
    subscribe(client, room, nil, since: since)
  }

  private func relaunch(_ client: Int) {
    guard !network.isAsleep(client) else { return }
    checker.relaunched(client, network)
    let memory = network.memory(of: client)
    network.relaunch(client)
    let interests = subscriptions[client]
    subscriptions[client] = []
    for interest in interests { subscribe(client, interest.room, interest.kind, after: memory) }
    perform(.connect(client: client))
  }

  private func unsubscribe(_ client: Int) {
    guard subscriptions[client].count > 2, !network.isAsleep(client) else { return }
    let id = subscriptions[client].removeFirst().id
    checker.unsubscribed(client, id)
    with(client) { $0.unsubscribe(id, at: $1, into: &$2) }
  }
}

extension SimulatedNetwork {
  func plant(_ bug: PlantedBug?, in client: Int) {
    clients[client].bug = bug
  }
}
