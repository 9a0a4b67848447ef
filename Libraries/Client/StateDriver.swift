import TautEnvelope
import TautEventLoop
import TautJSON
import TautReconciliation
import TautSession

/// Carries out on an event loop what a room's mirror decides.
final class StateDriver {
  private(set) var mirror: RoomMirror

  let audience: any StateAudience
  private let type: MessageType
  private weak var session: SessionDriver?
  private let reactor: Reactor
  private var isConnected = false
  private var isPerforming = false
  private var isOver = false
  private var timer: TimerID?
  private var deadline: ContinuousClock.Instant?
  private var publications: [UInt64: MessageID] = [:]
  private var waiting: [UInt64: (LiveStateError?) -> Void] = [:]
  private var refusals: [UInt64: LiveStateError] = [:]

  init(
    _ mirror: RoomMirror, for audience: any StateAudience, publishing type: MessageType, over session: SessionDriver
  ) {
    self.mirror = mirror
    self.audience = audience
    self.type = type
    self.session = session
    reactor = session.reactor
  }

  // MARK: What happens

  /// Handles what the subscription is told.
  func receive(_ event: SubscriptionEvent) {
    switch event {
    case .subscribed(let place, let isRecovered):
      tell { $0.receiveSubscription(at: place, isRecovered: isRecovered, now: $1) }
    case .message(let message): tell { $0.receive(message.publication, offset: message.offset, now: $1) }
    case .gap(let gap): tell { $0.receiveGap(from: gap.from, to: gap.to, reason: gap.reason, now: $1) }
    case .interrupted(let error): audience.fail(.interrupted(error), isOver: false)
    case .refused(let error): end(.refused(error))
    }
  }

  /// Handles that there is a connection, or none any more.
  func changeConnection(isConnected: Bool) {
    guard isConnected != self.isConnected else { return }
    self.isConnected = isConnected
    tell { mirror, _ in isConnected ? mirror.connect() : mirror.disconnect() }
  }

  /// Ends everything; who waits for a change is told.
  func end(_ error: LiveStateError = .closed) {
    guard !isOver else { return }
    isOver = true
    if let timer { reactor.cancel(timer) }
    for id in publications.values { session?.cancel(id) }
    for done in waiting.values { done(error) }
    (publications, waiting, refusals) = ([:], [:], [:])
    if error == .closed { audience.finish() } else { audience.fail(error, isOver: true) }
  }

  /// Tells the mirror something, and does what it wants.
  @discardableResult
  func tell<Value, Failure: Error>(
    _ body: (inout RoomMirror, ContinuousClock.Instant) throws(Failure) -> Value
  ) throws(Failure) -> Value {
    defer { perform() }
    return try body(&mirror, reactor.now)
  }

  // MARK: Changes

  /// Changes an item; `done` is told what became of it.
  func change(_ id: String, to value: JSONValue?, _ done: @escaping (LiveStateError?) -> Void) -> UInt64? {
    guard !isOver else {
      done(.closed)
      return nil
    }
    defer { perform() }
    do throws(ReconciliationError) {
      let change = try mirror.change(id, to: value, modified: reactor.wallMilliseconds)
      waiting[change] = done
      return change
    } catch {
      done(.impossible(error))
      return nil
    }
  }

  /// Takes a change back that nobody waits for any more.
  func cancel(_ change: UInt64) {
    guard waiting[change] != nil else { return }
    refusals[change] = .cancelled
    tell { mirror, _ in mirror.receiveRefusal(of: change, "the task was cancelled") }
  }

  // MARK: What the mirror wants

  private func perform() {
    guard !isPerforming, !isOver else { return }
    isPerforming = true
    var next: ContinuousClock.Instant?
    var actions = mirror.takeActions()
    repeat {
      for action in actions where !isOver { perform(action) }
      next = mirror.poll(at: reactor.now)
      actions = mirror.takeActions()
    } while !actions.isEmpty
    isPerforming = false
    if !isOver, next != deadline { setTimer(next) }
  }

  private func setTimer(_ next: ContinuousClock.Instant?) {
    if let timer { reactor.cancel(timer) }
    deadline = next
    timer = next.map { next in
      reactor.after(max(next - reactor.now, .milliseconds(1))) { [weak self] in
        self?.timer = nil
        self?.deadline = nil
        self?.perform()
      }
    }
  }

  private func perform(_ action: RoomMirrorAction) {
    switch action {
    case .ask(let type, let payload, let request): ask(type, payload, request)
    case .publish(let payload, let change): publish(payload, change)
    case .withdraw(let change): if let id = publications.removeValue(forKey: change) { session?.cancel(id) }
    case .settled(let change):
      refusals[change] = nil
      waiting.removeValue(forKey: change)?(nil)
    case .rolledBack(let change, let item, let reason):
      let error = refusals.removeValue(forKey: change) ?? LiveStateError(item, reason)
      audience.rolledBack(item, error)
      waiting.removeValue(forKey: change)?(error)
    case .gaveUp(let reason): audience.fail(.gaveUp(room: mirror.room, reason), isOver: false)
    case .show(let items): audience.show(items)
    case .update(let changes): audience.show(changes)
    case .live: audience.note(isLive: true, nil)
    case .stale(let reason): audience.note(isLive: false, reason)
    }
  }

  private func ask(_ type: MessageType, _ payload: [UInt8], _ request: UInt64) {
    _ = session?.request(type, payload, nil) { [weak self] result in
      self?.tell { mirror, now in
        switch result {
        case .success(let answer): mirror.receiveAnswer(answer.payload, to: request, now: now)
        case .failure(let error): mirror.receiveFailure(of: request, "\(error)", now: now)
        }
      }
    }
  }

  private func publish(_ payload: [UInt8], _ change: UInt64) {
    let (room, type) = (mirror.room, type)
    var early: Result<ClientMessage?, SessionError>?
    let id = session?.send(
      { [weak self] result in
        // Not yet known: it was answered at once. Not known any more: it was withdrawn.
        if self?.publications.removeValue(forKey: change) == nil { early = result } else { self?.note(result, change) }
      },
      { session, now, output throws(SessionError) in
        try session.publish(to: room, type, payload: payload, at: now, into: &output)
      })
    if let early { note(early, change) } else if let id { publications[change] = id }
  }

  private func note(_ result: Result<ClientMessage?, SessionError>, _ change: UInt64) {
    switch result {
    case .success(let answer):
      tell { mirror, _ in mirror.receivePublished(change, at: answer.flatMap { SubscribeSince(published: $0) }) }
    case .failure(let error):
      refusals[change] = .rejected(error)
      tell { mirror, _ in mirror.receiveRefusal(of: change, "\(error)") }
    }
  }
}

extension LiveStateError {
  /// Why an item's change was taken back, as far as the mirror knows.
  fileprivate init(_ item: String, _ reason: RollbackReason) {
    switch reason {
    case .rejected: self = .cancelled
    case .conflict: self = .conflict(id: item)
    }
  }
}

extension SubscribeSince {
  /// Where a publication stands, as the answer to it says.
  fileprivate init?(published answer: ClientMessage) {
    guard let payload = try? JSONValue(parsing: answer.payload), let epoch = payload["epoch"]?.string,
      let offset = payload["offset"]?.int64.flatMap(UInt64.init(exactly:))
    else { return nil }
    self.init(epoch: epoch, offset: offset)
  }
}
