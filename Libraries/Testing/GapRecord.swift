import TautNotifications
import TautSession

/// What a checker knows about the gaps of one client: what its user has to be told of them.
struct GapRecord {
  /// What stands about one room.
  private struct Told {
    var text: String
    var count: Int
    var end: ContinuousClock.Instant
  }

  private var told: [String: Told] = [:]
  /// The gap that was told last, and to whom: subscriptions of one room lose the same together.
  private var last: (room: String, gap: SessionGap, time: ContinuousClock.Instant)?

  /// Takes a gap over that a subscription to a room was told.
  mutating func note(_ gap: SessionGap, of room: String, at now: ContinuousClock.Instant) {
    if let last, last == (room, gap, now) { return }
    last = (room, gap, now)
    let text = Self.text(gap, room)
    let stands = told[room].flatMap { $0.end > now && $0.text == text ? $0.count : nil } ?? 0
    told[room] = Told(text: text, count: stands + 1, end: now + .seconds(8))
  }

  private static func text(_ gap: SessionGap, _ room: String) -> String {
    switch gap.count ?? (gap.from <= gap.to ? gap.to - gap.from + 1 : nil) {
    case nil: "Some updates of \(room) were missed"
    case 1: "1 update of \(room) was missed"
    case let count?: "\(count) updates of \(room) were missed"
    }
  }

  /// Says what is wrong with what is shown: each gap is told once, with its room and how much it is, and then goes.
  func violation(_ toasts: [Toast], at now: ContinuousClock.Instant) -> String? {
    for room in told.keys.sorted() {
      guard let told = told[room], told.end > now else { continue }
      guard let toast = toasts.first(where: { $0.notice.topic == "gap \(room)" }) else {
        // Where there are too many, the least has to go.
        return toasts.count >= Notifications().limit ? nil : "nothing says that \(told.text)"
      }
      let shown = "\(toast.notice.text), \(toast.count) times"
      guard shown == "\(told.text), \(told.count) times" else {
        return "\"\(shown)\" stands, and not \"\(told.text), \(told.count) times\""
      }
    }
    let stale = toasts.first { toast in
      toast.notice.topic.hasPrefix("gap ")
        && told[String(toast.notice.topic.dropFirst(4))].map { $0.end <= now } ?? true
    }
    return stale.map { "\"\($0.notice.text)\" stands, and nothing was missed" }
  }
}
