public import TautEnvelope
public import TautJSON
import TautRooms

/// Keeps the state of a room like its server's: the latest publication of each key, and the client's own changes on top.
///
/// It speaks the protocol's words for a ``Reconciler`` with one category: it reads publications, asks for snapshots and
/// checksums, and publishes changes. It sends nothing and reads no clock. Subscribe to the room, tell what comes of it, and
/// carry out ``takeActions()`` in their order.
///
/// ```swift
/// mirror.connect()
/// mirror.receiveSubscription(at: place, isRecovered: isRecovered, now: now)
/// mirror.receive(payload, offset: 7, now: now)
/// let deadline = mirror.poll(at: now)
/// ```
public struct RoomMirror: Sendable {
  /// The room.
  public let room: String
  /// Whether the server has every key of the room's present epoch, as it said with the last snapshot.
  public internal(set) var isComplete = true

  let filters: [UInt8]?
  let key: JSONPath
  let modified: JSONPath?
  var reconciler: Reconciler
  var actions: [RoomMirrorAction] = []
  var epoch = ""
  /// The request that asks for a checksum.
  var audit: UInt64?
  /// The changes that are not settled, and the mutation of each whose publication is on its way, or 0.
  var changes: [UInt64: UInt64] = [:]
  private var isConnected = false
  private var wasLive = false
  /// The parts of a snapshot that is being shown.
  private var parts: [StateItem] = []

  /// Makes a mirror that shows nothing yet.
  ///
  /// - Parameters:
  ///   - room: The room.
  ///   - filters: Which items, a JSON object; the filters of the subscription. They should ask for what an item does not change.
  ///   - key: Where a payload says which item it is. A payload without it changes nothing.
  ///   - modified: Where a payload says when it was changed, in milliseconds since 1970, for ``ConflictPolicy/newest``.
  ///   - configuration: How the state is kept.
  public init(
    of room: String, filters: [UInt8]? = nil, key: JSONPath = "id", modified: JSONPath? = nil,
    _ configuration: ReconciliationConfiguration = .following
  ) {
    self.room = room
    self.filters = filters
    self.key = key
    self.modified = modified
    reconciler = Reconciler(configuration)
    reconciler.register(StateCategory(room, checksum: Self.checksum))
  }

  /// The server's checksum: over the keys as they are spelled, and the offsets.
  @Sendable private static func checksum(_ items: [StateItem]) -> String {
    var checksum = RoomChecksum()
    for item in items { checksum.insert(key: Array(item.id.utf8), offset: item.version) }
    return checksum.description
  }

  /// What is to be done, in this order; each action comes once.
  public mutating func takeActions() -> [RoomMirrorAction] {
    defer { actions.removeAll() }
    return actions
  }

  /// Whether what is shown follows the room.
  public var isLive: Bool { reconciler.isLive(room) }

  /// The items as they are to be shown, with their offsets as versions; in the order of their keys.
  public var items: [StateItem] { reconciler.items(of: room).map(Self.shown) }

  /// Where the room stands in what is shown, apart from the client's own changes; nil before the first snapshot.
  public var position: SubscribeSince? {
    reconciler.position(of: room).map { SubscribeSince(epoch: $0.epoch, offset: $0.offset) }
  }

  /// Whether changes of the client are shown that the server's state does not have yet.
  public var hasChanges: Bool { !reconciler.mutations(of: room).isEmpty }

  /// How often it had diverged from the server's state.
  public var divergences: Int { reconciler.divergences(of: room) }

  // MARK: The connection

  /// Records that there is a connection; the subscription is told by its own call.
  public mutating func connect() { isConnected = true }

  /// Records that the connection is gone; what is shown stays.
  public mutating func disconnect() {
    isConnected = false
    reconciler.disconnect()
    collect(.disconnected)
  }

  /// Records that the subscription stands, again with each connection, or that a poll in its place was answered.
  ///
  /// - Parameters:
  ///   - place: Where the room stands.
  ///   - isRecovered: Whether everything comes that the subscription had not seen.
  ///   - now: The present.
  public mutating func receiveSubscription(
    at place: SubscribeSince, isRecovered: Bool, now: ContinuousClock.Instant
  ) {
    epoch = place.epoch
    reconciler.disconnect()
    if !isConnected, !isRecovered { reconciler.receiveGap(room, upTo: place.offset, now: now) }
    // Without a connection there are no snapshots: only what is whole goes on.
    if isConnected || isRecovered && reconciler.isWhole(room) {
      reconciler.connect()
      reconciler.receiveSubscription(
        room, at: StatePosition(epoch: epoch, offset: place.offset), recovered: isRecovered, now: now)
    }
    collect(.reloading)
  }

  /// Records that publications were lost.
  public mutating func receiveGap(from: UInt64, to: UInt64, reason: String, now: ContinuousClock.Instant) {
    actions.append(.stale(.gap(from: from, to: to, reason: reason)))
    wasLive = false
    reconciler.receiveGap(room, upTo: to, now: now)
    collect(.reloading)
  }

  /// Asks for a snapshot although all seems well.
  public mutating func force(now: ContinuousClock.Instant) {
    reconciler.force(now: now)
    collect(.reloading)
  }

  /// Says what is due, and when to call again; nil when nothing is due by itself.
  public mutating func poll(at now: ContinuousClock.Instant) -> ContinuousClock.Instant? {
    defer { collect(.reloading) }
    return reconciler.poll(at: now)
  }

  // MARK: What the reconciler wants

  /// Takes over what the reconciler wants; `reason` is why the state is not live any more, if so.
  mutating func collect(_ reason: StaleReason) {
    for action in reconciler.takeActions() { take(action) }
    settleChanges()
    guard isLive != wasLive else { return }
    wasLive.toggle()
    actions.append(wasLive ? .live : .stale(reason))
  }

  private mutating func take(_ action: ReconciliationAction) {
    switch action {
    // The session subscribes by itself.
    case .subscribe: break
    case .requestSnapshot(_, let request): askForSnapshot(request)
    case .requestChecksum(_, let request): askForChecksum(request)
    case .send(_, let mutation): publish(mutation)
    case .applySnapshot(_, let items, _, let isLast):
      parts += items.map(Self.shown)
      if isLast { actions.append(.show(parts)) }
      if isLast { parts = [] }
    case .applyUpdate(_, let changes): actions.append(.update(changes.map(Self.shown)))
    case .rollBack(_, let mutation, let reason): rollBack(mutation, reason)
    case .diverged:
      actions.append(.stale(.diverged))
      wasLive = false
    case .giveUp(_, let reason):
      wasLive = false
      actions.append(.gaveUp(reason))
    }
  }

  private static func shown(_ item: StateItem) -> StateItem {
    StateItem(
      id: RoomKey(spelling: item.id).text, value: item.value, version: item.version, modified: item.modified)
  }

  private static func shown(_ change: StateChange) -> StateChange {
    StateChange(id: RoomKey(spelling: change.id).text, value: change.value)
  }
}

extension ReconciliationConfiguration {
  /// The defaults, with a snapshot only where a subscription cannot bring what was missed.
  public static var following: ReconciliationConfiguration {
    var configuration = ReconciliationConfiguration()
    configuration.snapshotOnConnect = false
    return configuration
  }
}
