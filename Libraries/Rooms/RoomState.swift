public import TautJSON

/// What a room amounts to now: the latest publication for each key.
///
/// The key is the value at a path of the payload, `id` for instance. A publication without one says nothing about the state. One
/// whose payload has `"deleted": true` removes its key.
public struct RoomState: Sendable {
  /// Where the key stands in a payload.
  public let key: JSONPath
  /// How much is kept.
  public let limits: RoomStateLimits
  /// Where the room was when the state was this.
  public private(set) var position: RoomPosition
  /// Whether the state holds every key that was ever published in this epoch.
  public private(set) var isComplete: Bool
  /// The sum over the keys and the offsets of their publications.
  public private(set) var checksum = RoomChecksum()

  private static let deleted: JSONPath = "deleted"
  private var latest = KeyedQueue()

  /// The state at the beginning of an epoch.
  public init(key: JSONPath, epoch: Epoch, limits: RoomStateLimits = RoomStateLimits()) {
    self.key = key
    self.limits = limits
    position = RoomPosition(epoch: epoch, offset: 0)
    isComplete = true
  }

  /// The state as far as a room's history tells it.
  public init(key: JSONPath, of log: RoomLog, limits: RoomStateLimits = RoomStateLimits()) {
    self.init(key: key, epoch: log.position.epoch, limits: limits)
    for publication in log.history.publications(after: 0) { apply(publication) }
    isComplete = isComplete && (log.history.first?.offset ?? log.position.offset + 1) == 1
    position = log.position
  }

  /// How many keys there are.
  public var count: Int { latest.count }

  /// The bytes of their messages.
  public var bytes: Int { latest.bytes }

  /// What the state costs altogether, in bytes.
  package var cost: Int { bytes + count * RoomHistory.overhead }

  /// The latest publication of each key, oldest first.
  public var publications: [Publication] { latest.entries.map(\.publication) }

  /// Takes the room's next publication into account.
  public mutating func apply(_ publication: Publication) {
    position.offset = publication.offset
    guard let key = publication.value(at: key), key != Self.null, key.count <= limits.keyLength else { return }
    let isDeletion = publication.value(at: Self.deleted) == Self.true
    let replaced = isDeletion ? latest.remove(key: key) : latest.append(publication, key: key)
    if let replaced { checksum.remove(key: key, offset: replaced.offset) }
    if !isDeletion { checksum.insert(key: key, offset: publication.offset) }
    while latest.count > 0, latest.count > limits.keys || latest.bytes > limits.bytes { forgetOldest() }
  }

  /// Forgets the key that was published longest ago, if there is one; the state is not complete any more then.
  public mutating func forgetOldest() {
    guard let oldest = latest.popFirst() else { return }
    checksum.remove(key: oldest.key!, offset: oldest.publication.offset)
    isComplete = false
  }

  /// The part of the state that a filter lets pass.
  public func snapshot(_ filter: Filter = Filter()) -> RoomSnapshot {
    var matcher = FilterMatcher(filter)
    var snapshot = RoomSnapshot(position: position, isComplete: isComplete)
    for entry in latest.entries where entry.publication.withPayload({ matcher.matches($0) }) {
      snapshot.publications.append(entry.publication)
      snapshot.checksum.insert(key: entry.key!, offset: entry.publication.offset)
    }
    return snapshot
  }

  private static let null = Array("null".utf8)
  private static let `true` = Array("true".utf8)
}
