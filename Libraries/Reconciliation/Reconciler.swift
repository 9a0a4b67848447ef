public import TautJSON

/// Keeps a client's state like its server's, and the client's own changes on top until the server knows of them.
///
/// It sends nothing and reads no clock: tell it what came, and carry out ``takeActions()`` in their order. For each
/// category, on each connection:
///
/// ```
/// subscribe → (confirmed) → request the snapshot, hold the updates → (snapshot) → show it, replay → live
/// ```
///
/// As updates are held from before the snapshot is asked for, and replayed from its position on, nothing is missed and
/// nothing is applied twice, in whatever order the answers come. A periodic audit compares checksums and heals a client
/// that has diverged all the same.
public struct Reconciler: Sendable {
  /// The settings; a change counts for all categories at once.
  public var configuration: ReconciliationConfiguration {
    didSet { for name in names { replicas[name]?.configuration = configuration } }
  }

  /// The names of the categories, in the order in which they were registered.
  public private(set) var names: [String] = []

  private var replicas: [String: Replica] = [:]
  private var actions: [ReconciliationAction] = []
  private var isConnected = false

  /// A reconciler without categories.
  public init(_ configuration: ReconciliationConfiguration = ReconciliationConfiguration()) {
    self.configuration = configuration
  }

  /// What is to be done, in this order; each action comes once.
  public mutating func takeActions() -> [ReconciliationAction] {
    defer { actions.removeAll() }
    return actions
  }

  /// Adds a category; one with the same name is replaced, and its state forgotten.
  public mutating func register(_ category: StateCategory) {
    if replicas[category.name] == nil { names.append(category.name) }
    replicas[category.name] = Replica(category, configuration)
    if isConnected { replicas[category.name]?.connect(into: &actions) }
  }

  /// Records that there is a connection; every category is subscribed to.
  public mutating func connect() {
    isConnected = true
    for name in names { replicas[name]?.connect(into: &actions) }
  }

  /// Records that the connection is gone; the state stays as it was, and mutations are kept.
  public mutating func disconnect() {
    isConnected = false
    for name in names { replicas[name]?.disconnect() }
  }

  /// Asks for the snapshots of these categories, or of all (S0's `forceReconciliation`).
  ///
  /// A category without a connection, or whose snapshot is on its way, needs none.
  ///
  /// - Parameters:
  ///   - categories: Names that were registered; nil for all.
  ///   - now: The present.
  public mutating func force(_ categories: [String]? = nil, now: ContinuousClock.Instant) {
    for name in categories ?? names {
      precondition(replicas[name] != nil, "the category \(name) is not registered")
      replicas[name]?.force(now: now, into: &actions)
    }
  }

  /// Records that the subscription of a category stands.
  ///
  /// - Parameters:
  ///   - category: The category; one that is not registered is ignored, here and below.
  ///   - position: Where the room stands; every later update will come.
  ///   - recovered: Whether all updates since the last that came come as well. It counts where the state was live then:
  ///     of another, something is lost.
  ///   - now: The present.
  public mutating func receiveSubscription(
    _ category: String, at position: StatePosition, recovered: Bool = false, now: ContinuousClock.Instant
  ) {
    replicas[category]?.receiveSubscription(at: position, recovered: recovered, now: now, into: &actions)
  }

  /// Records that a part of a snapshot came.
  ///
  /// - Parameters:
  ///   - category: The category.
  ///   - request: The number of the request that it answers; any but the latest is ignored.
  ///   - items: The items of this part.
  ///   - position: Where the state stands in which these items are all there are.
  ///   - isLast: Whether there are no further parts.
  ///   - now: The present.
  public mutating func receiveSnapshot(
    _ category: String, request: UInt64, items: [StateItem], at position: StatePosition, isLast: Bool = true,
    now: ContinuousClock.Instant
  ) {
    replicas[category]?
      .receiveSnapshot(request: request, items, at: position, isLast: isLast, now: now, into: &actions)
  }

  /// Records that what was asked for, a snapshot or a checksum, cannot be had; a snapshot is asked for again later.
  public mutating func receiveFailure(
    _ category: String, request: UInt64, reason: String, now: ContinuousClock.Instant
  ) {
    replicas[category]?.receiveFailure(request: request, reason, now: now)
  }

  /// Records that updates were lost, which a snapshot brings back.
  ///
  /// - Parameters:
  ///   - category: The category.
  ///   - offset: The last of them; 0 where nobody knows it.
  ///   - now: The present.
  public mutating func receiveGap(_ category: String, upTo offset: UInt64, now: ContinuousClock.Instant) {
    replicas[category]?.receiveGap(upTo: offset, now: now, into: &actions)
  }

  /// Records that updates came, in their order.
  public mutating func receive(_ updates: [StateUpdate], of category: String, now: ContinuousClock.Instant) {
    var changes: [StateChange] = []
    for update in updates { replicas[category]?.receive(update, now: now, changes: &changes, into: &actions) }
    replicas[category]?.flush(&changes, into: &actions)
  }

  /// Records that the server told a category's checksum.
  public mutating func receiveChecksum(
    _ category: String, request: UInt64, checksum: String, at position: StatePosition, now: ContinuousClock.Instant
  ) {
    replicas[category]?.receiveChecksum(request: request, checksum, at: position, now: now, into: &actions)
  }

  /// Says what is due, and when to call again; nil when nothing is due by itself.
  public mutating func poll(at now: ContinuousClock.Instant) -> ContinuousClock.Instant? {
    names.compactMap { replicas[$0]?.poll(at: now, into: &actions) }.min()
  }
}

/// The client's own changes.
extension Reconciler {
  /// Changes an item at once, and sends the change when there is a connection.
  ///
  /// - Parameters:
  ///   - category: A category that was registered.
  ///   - item: The item's id.
  ///   - value: Its content from now on; nil removes it.
  ///   - modified: The present in milliseconds since 1970, for ``ConflictPolicy/newest``.
  /// - Returns: The number by which the server recognises the change; unique within the category.
  /// - Throws: ``ReconciliationError`` when too many wait already.
  @discardableResult
  public mutating func mutate(
    _ category: String, item: String, value: JSONValue?, modified: Int64
  ) throws(ReconciliationError) -> UInt64 {
    guard var replica = replicas[category] else { preconditionFailure("the category \(category) is not registered") }
    defer { replicas[category] = replica }
    return try replica.mutate(item, value, modified: modified, into: &actions)
  }

  /// Records that the server took a mutation.
  ///
  /// - Parameters:
  ///   - category: The category.
  ///   - mutation: Its number; one that is not waiting is ignored.
  ///   - position: Where the state stands with it; the change is shown until that has come. Without, it is left to the
  ///     updates from here on.
  public mutating func receiveConfirmation(_ category: String, mutation: UInt64, at position: StatePosition?) {
    replicas[category]?.receiveConfirmation(of: mutation, at: position, into: &actions)
  }

  /// Records that the server refused a mutation, which is taken back.
  public mutating func receiveRejection(_ category: String, mutation: UInt64, reason: String) {
    replicas[category]?.receiveRejection(of: mutation, reason, into: &actions)
  }
}

/// What is known.
extension Reconciler {
  /// The items of a category as they are to be shown, by their ids.
  public func items(of category: String) -> [StateItem] { replicas[category]?.visibleItems ?? [] }

  /// An item of a category as it is to be shown.
  public func item(_ id: String, of category: String) -> StateItem? { replicas[category]?.visible(id) }

  /// The items of a category as the server has them at ``position(of:)``, by their ids.
  public func serverItems(of category: String) -> [StateItem] {
    (replicas[category]?.base.values).map { $0.sorted { $0.id < $1.id } } ?? []
  }

  /// Where the server's state is known to stand; nil before the first snapshot.
  public func position(of category: String) -> StatePosition? { replicas[category]?.position }

  /// The mutations of a category that the server has not settled, in their order.
  public func mutations(of category: String) -> [Mutation] { replicas[category]?.pending.map(\.mutation) ?? [] }

  /// Whether a category has everything up to the last update that was seen, so that it could go on from there.
  func isWhole(_ category: String) -> Bool {
    guard let replica = replicas[category] else { return false }
    if case .live = replica.phase { return true }
    return replica.isWhole
  }

  /// Whether a category's updates are applied as they come.
  public func isLive(_ category: String) -> Bool {
    if case .live = replicas[category]?.phase { true } else { false }
  }

  /// How often a category had diverged from the server's state.
  public func divergences(of category: String) -> Int { replicas[category]?.divergences ?? 0 }
}
