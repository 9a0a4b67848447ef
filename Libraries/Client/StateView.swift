import FoundationEssentials
import TautEventLoop
import TautJSON
import TautReconciliation

/// What a mirror shows, decoded, and who reads of it; it lives on the client's loop.
final class StateView<Value: Decodable & Sendable>: StateAudience {
  typealias Event = Result<LiveStateChange<Value>, LiveStateError>

  /// The items that could be decoded.
  private(set) var items: [String: Value] = [:]
  /// Those that could not.
  private var undecodable: [String: any Error] = [:]
  /// Why nothing is kept for the time being.
  private(set) var failure: LiveStateError?
  private var isLoaded = false
  private(set) var isLive = false
  private var staleReason: StaleReason?
  private var isOver = false
  private var readers: [LoopChannel<Event>] = []
  private let backlogLimit: Int
  private let decoder = JSONDecoder()

  init(backlogLimit: Int) {
    self.backlogLimit = backlogLimit
  }

  // MARK: Reading

  /// A channel with what is so, and what will be.
  func read() -> LoopChannel<Event> {
    let channel = LoopChannel<Event>(limit: .max)
    for event in present { channel.append(event) }
    if failure != nil || isOver { channel.finish() } else { readers.append(channel) }
    return channel
  }

  /// What a reader has to know who has read nothing.
  private var present: [Event] {
    var events = isLoaded ? all.map { Event.success($0) } : []
    if isLive { events.append(.success(.live)) }
    if !isLive, let staleReason { events.append(.success(.stale(staleReason))) }
    if let failure { events.append(.failure(failure)) }
    return events
  }

  /// All items.
  private var all: [LiveStateChange<Value>] {
    [.snapshot(items)] + undecodable.sorted { $0.key < $1.key }.map { .undecodable(id: $0.key, $0.value) }
  }

  // MARK: Showing

  func show(_ items: [StateItem]) {
    isLoaded = true
    (self.items, undecodable) = ([:], [:])
    for item in items { _ = decode(StateChange(id: item.id, value: item.value)) }
    for change in all { tell(change) }
  }

  func show(_ changes: [StateChange]) {
    for change in changes { tell(decode(change)) }
  }

  func note(isLive: Bool, _ reason: StaleReason?) {
    self.isLive = isLive
    if isLive { failure = nil }
    staleReason = reason
    tell(reason.map { .stale($0) } ?? .live)
  }

  func rolledBack(_ id: String, _ error: LiveStateError) { tell(.rolledBack(id: id, error)) }

  /// The readers are told, and their sequences end; who begins anew later may see it go on, unless it is over.
  func fail(_ error: LiveStateError, isOver: Bool) {
    failure = error
    isLive = false
    for reader in readers where !reader.isFinished { reader.append(.failure(error)) }
    finish(isOver: isOver)
  }

  func finish() { finish(isOver: true) }

  private func finish(isOver: Bool) {
    isLive = false
    if isOver { self.isOver = true }
    for reader in readers { reader.finish() }
    readers = []
  }

  private func decode(_ change: StateChange) -> LiveStateChange<Value> {
    items[change.id] = nil
    undecodable[change.id] = nil
    guard let value = change.value else { return .remove(id: change.id) }
    do {
      let value = try decoder.decode(Value.self, from: Data(value.bytes))
      items[change.id] = value
      return .upsert(id: change.id, value)
    } catch {
      undecodable[change.id] = error
      return .undecodable(id: change.id, error)
    }
  }

  private func tell(_ change: LiveStateChange<Value>) {
    readers.removeAll(where: \.isFinished)
    for reader in readers {
      reader.append(.success(change))
      if reader.count > backlogLimit { reader.replaceAll(with: present) }
    }
  }
}
