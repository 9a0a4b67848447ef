import Testing

/// Somebody who wants one room with one filter, whatever happens to the connection.
struct RandomUser {
  let room: String
  let filter: String
  let matches: (UInt64) -> Bool
  let policy: String

  var client: HubCluster.Client?
  /// The correlation id of the subscribe that was sent over this connection.
  var request: String?
  var isSubscribed = false
  /// An unsubscribe is on its way.
  var isLeaving = false

  private var epoch: String?
  private var position: UInt64 = 0
  /// What a life of the subscription must have seen: a new one begins where the user had unsubscribed.
  private var lives: [Life] = []

  private struct Life {
    var start: UInt64
    /// Where the life ended, and `nil` while it goes on.
    var end: UInt64?
    var seen: [UInt64] = []
    var lost: [(range: ClosedRange<UInt64>, count: UInt64?)] = []
  }

  init(room: String, filter: String, matches: @escaping (UInt64) -> Bool, policy: String) {
    self.room = room
    self.filter = filter
    self.matches = matches
    self.policy = policy
  }

  var subscribePayload: String {
    let since = epoch.map { #","since":{"epoch":"\#($0)","offset":\#(position)}"# } ?? ""
    return #"{"channel":"\#(room)","filters":\#(filter),"options":{"policy":"\#(policy)"}\#(since)}"#
  }

  /// The connection is gone, and with it what had not arrived.
  mutating func lose() {
    client = nil
    request = nil
    isSubscribed = false
    if isLeaving { end() }
  }

  mutating func receive(_ message: Received) {
    switch message.type {
    case "subscription_confirmed" where !isLeaving: confirm(message)
    case "unsubscribed": end()
    case "messages_dropped": drop(message)
    case "odds_update": see(message)
    default: break
    }
  }

  private mutating func confirm(_ message: Received) {
    isSubscribed = true
    if epoch == nil {
      epoch = message.text("payload.epoch")
      position = message.number("payload.offset")!
      lives.append(Life(start: position))
    }
    guard let from = message.number("payload.gap.from"), let to = message.number("payload.gap.to") else { return }
    lives[lives.count - 1].lost.append((from...to, nil))
    position = max(position, to)
  }

  private mutating func drop(_ message: Received) {
    let range = message.number("payload.from")!...message.number("payload.to")!
    lives[lives.count - 1].lost.append((range, message.number("payload.count")))
  }

  private mutating func see(_ message: Received) {
    #expect(message.room == room)
    #expect(!lives.isEmpty && lives[lives.count - 1].end == nil, "a publication without a subscription")
    lives[lives.count - 1].seen.append(message.offset!)
    position = message.offset!
  }

  private mutating func end() {
    if !lives.isEmpty, lives[lives.count - 1].end == nil { lives[lives.count - 1].end = position }
    epoch = nil
    isLeaving = false
  }

  /// Holds what was seen against the keys of all publications by their offsets.
  func check(against keys: [UInt64: UInt64], _ comment: Comment) {
    for life in lives {
      #expect(zip(life.seen, life.seen.dropFirst()).allSatisfy { $0 < $1 }, comment)
      #expect(life.seen.allSatisfy { matches(keys[$0]!) }, comment)
      let due = keys.filter { $0.key > life.start && $0.key <= life.end ?? .max && matches($0.value) }.map(\.key)
      let missing = Set(due).subtracting(life.seen)
      let untold = missing.filter { offset in !life.lost.contains { $0.range.contains(offset) } }
      #expect(untold.isEmpty, comment)
    }
  }
}
