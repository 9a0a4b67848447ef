import TautEnvelope
import TautSession

/// What a checker knows about one client; a class, since it is large and looked at all the time.
final class ClientRecord {
  var attempts: AttemptRecord
  var facts: ConnectionFacts
  var polls: PollRecord
  var gaps = GapRecord()
  /// How often each request was settled.
  var requests: [RequestID: Int] = [:]
  var messages: [MessageID: MessageRecord] = [:]
  /// The messages of earlier runs of the program.
  var earlier: [MessageRecord] = []
  var subscriptions: [SubscriptionID: SubscriptionRecord] = [:]

  init(_ configuration: SessionConfiguration) {
    attempts = AttemptRecord(configuration.backoff)
    polls = PollRecord(configuration)
    facts = ConnectionFacts(fallback: configuration.fallback)
  }
}

/// What a checker knows about one message of a client.
struct MessageRecord {
  var serial = 0
  /// Whether it was sent while data were simulated.
  var isSimulated = false
  var isAccepted: Bool?
}

/// What a checker knows about one subscription.
struct SubscriptionRecord {
  let room: String
  /// The kind of messages that it wants; nil for all.
  let kind: Int?
  private var epoch: String?
  private var offset: UInt64 = 0
  /// Another epoch was named, and its gap is to be told.
  private var next: String?

  init(room: String, kind: Int?, after start: SubscribeSince?) {
    self.room = room
    self.kind = kind
    epoch = start?.epoch
    offset = start?.offset ?? 0
  }

  /// Says what is wrong with what a program remembers of a room: it has to be what all of its subscriptions have seen.
  static func forgotten(_ records: [SubscriptionRecord], _ memory: SubscribeSince?) -> String? {
    guard let first = records.first?.epoch, records.allSatisfy({ $0.epoch == first && $0.next == nil }),
      let seen = records.map(\.offset).min()
    else { return nil }
    guard let memory else { return "nothing of \(records[0].room) is remembered, and \(seen) was seen" }
    if memory.epoch != first { return nil }
    return memory.offset < seen ? "\(memory.offset) is remembered, and \(seen) was seen" : nil
  }

  mutating func granted(_ place: SubscribeSince) {
    if epoch == nil {
      epoch = place.epoch
      offset = place.offset
    } else if place.epoch != epoch {
      next = place.epoch
    }
  }

  /// Takes a gap over, and returns what is wrong with it.
  mutating func lose(_ gap: SessionGap, _ rooms: [String: [String: [SessionChecker.Published]]]) -> String? {
    if let next {
      guard gap.reason == "epoch_changed" else { return "the gap of a new epoch is \(gap)" }
      epoch = next
      offset = gap.to
      self.next = nil
      return nil
    }
    guard gap.from > offset, gap.to >= gap.from else { return "the gap \(gap) is not after \(offset)" }
    if let missing = wanted(from: offset + 1, to: gap.from - 1, rooms) { return "\(missing) is missing before \(gap)" }
    offset = gap.to
    return nil
  }

  /// Takes a message over, and returns what is wrong with it.
  mutating func take(
    _ offset: UInt64, _ payload: [UInt8], _ rooms: [String: [String: [SessionChecker.Published]]]
  ) -> String? {
    guard let epoch, next == nil else { return "message \(offset) comes before its place is known" }
    guard offset > self.offset else { return "message \(offset) comes after \(self.offset)" }
    if let missing = wanted(from: self.offset + 1, to: offset - 1, rooms) {
      return "message \(missing) is missing before \(offset)"
    }
    let log = rooms[room]?[epoch] ?? []
    guard offset <= log.count else { return "message \(offset) was never published" }
    let published = log[Int(offset) - 1]
    guard published.payload == payload || published.serial == SessionChecker.serial(of: payload) else {
      return "message \(offset) is another one than was published"
    }
    guard kind == nil || published.kind == kind else { return "message \(offset) does not pass the filter" }
    self.offset = offset
    return nil
  }

  /// Says what is missing at the end.
  func missing(epoch: String, upTo newest: UInt64, _ rooms: [String: [String: [SessionChecker.Published]]]) -> String? {
    guard let known = self.epoch, next == nil else { return "it was never granted" }
    guard known == epoch else { return "it stands in the epoch \(known), and the room in \(epoch)" }
    return wanted(from: offset + 1, to: newest, rooms).map { "message \($0) of \(newest) never came" }
  }

  /// The first offset in a range that the subscription should have got.
  private func wanted(
    from: UInt64, to: UInt64, _ rooms: [String: [String: [SessionChecker.Published]]]
  ) -> UInt64? {
    guard from <= to, let epoch, let log = rooms[room]?[epoch] else { return nil }
    return (from...to).first { offset in
      offset <= log.count && (kind == nil || log[Int(offset) - 1].kind == kind)
    }
  }
}
