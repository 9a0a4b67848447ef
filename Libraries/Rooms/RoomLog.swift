/// One room's order: gives out offsets, remembers the latest publications, and recognises a repeated publish.
///
/// A room has one log, at the one place that is its home. All its subscribers see the log's order.
public struct RoomLog: Sendable {
  /// Where the room is now.
  public private(set) var position: RoomPosition
  /// What the room remembers.
  public private(set) var history: RoomHistory

  private let rememberedIDs: Int
  private var offsets: [String: UInt64] = [:]
  // The ids in the order of their publishing; the oldest one stands at `nextID` once the ring is full.
  private var ids: [String] = []
  private var nextID = 0

  /// A log without publications.
  ///
  /// - Parameters:
  ///   - epoch: A number that no earlier life of the room has had.
  ///   - limits: The bounds of the history.
  ///   - rememberedIDs: How many publish ids are remembered.
  public init(epoch: Epoch, limits: HistoryLimits = HistoryLimits(), rememberedIDs: Int = 1_000) {
    position = RoomPosition(epoch: epoch, offset: 0)
    history = RoomHistory(limits: limits)
    self.rememberedIDs = rememberedIDs
  }

  /// A log that goes on where a stored one ended.
  ///
  /// - Parameters:
  ///   - position: The last position that was given out.
  ///   - ids: The publish ids that are remembered, oldest first.
  ///   - limits: The bounds of the history.
  ///   - rememberedIDs: How many publish ids are remembered.
  public init(
    at position: RoomPosition, ids: [StoredRoom.PublishID], limits: HistoryLimits = HistoryLimits(),
    rememberedIDs: Int = 1_000
  ) {
    self.init(epoch: position.epoch, limits: limits, rememberedIDs: rememberedIDs)
    self.position = position
    for id in ids { remember(id.id, id.offset) }
  }

  /// Puts back a publication that the log remembered before it was stored; oldest first.
  public mutating func restore(_ publication: Publication, from instant: ContinuousClock.Instant) {
    precondition(publication.offset <= position.offset, "a publication from the future")
    precondition(publication.epoch == position.epoch, "a publication of another epoch")
    history.append(publication, at: instant)
  }

  /// The offset under which a publish with this id is remembered.
  public func offset(ofID id: String) -> UInt64? {
    offsets[id]
  }

  /// Adds the next publication, whose offset must be the next one and whose epoch the log's.
  public mutating func append(_ publication: Publication, at now: ContinuousClock.Instant) {
    precondition(publication.offset == position.offset + 1, "a publication out of order")
    precondition(publication.epoch == position.epoch, "a publication of another epoch")
    position.offset = publication.offset
    history.append(publication, at: now)
    if let id = publication.id { remember(id, publication.offset) }
  }

  /// Forgets what has become too old.
  public mutating func expire(at now: ContinuousClock.Instant) {
    history.expire(at: now)
  }

  /// Forgets the oldest publication that is held; who misses it is told of a gap.
  public mutating func forgetOldest() {
    history.forgetOldest()
  }

  /// What a subscriber missed since a point, and what of it is lost.
  ///
  /// After a change of the epoch everything that is held is replayed: the subscriber cannot have seen it.
  public mutating func recover(from point: RecoveryPoint, at now: ContinuousClock.Instant) -> RoomRecovery {
    history.expire(at: now)
    var recovery = RoomRecovery(position: position)
    guard point.epoch == position.epoch else {
      recovery.missed = history.publications(after: 0)
      recovery.gap = RoomGap(from: 1, to: firstHeld - 1, reason: .epochChanged)
      return recovery
    }
    guard point.offset <= position.offset else {
      recovery.gap = RoomGap(from: position.offset + 1, to: point.offset, reason: .offsetUnknown)
      return recovery
    }
    recovery.missed = history.publications(after: point.offset)
    if point.offset + 1 < firstHeld {
      recovery.gap = RoomGap(from: point.offset + 1, to: firstHeld - 1, reason: .historyExpired)
    }
    return recovery
  }

  /// The oldest offset that is held, or the next one to be given out.
  private var firstHeld: UInt64 { history.first?.offset ?? position.offset + 1 }

  private mutating func remember(_ id: String, _ offset: UInt64) {
    guard rememberedIDs > 0 else { return }
    if ids.count < rememberedIDs {
      ids.append(id)
    } else {
      offsets[ids[nextID]] = nil
      ids[nextID] = id
      nextID = (nextID + 1) % rememberedIDs
    }
    offsets[id] = offset
  }
}
