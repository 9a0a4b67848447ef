import TautNotifications
import TautSession

/// What a checker knows about the gaps of one client: what its user has to be told of them.
struct GapRecord {
  /// What stands about one room.
  private struct Told {
    let room: String
    let topic: String
    var text: String
    var count: Int
    var end: ContinuousClock.Instant
  }

  /// Few, and in the order in which the rooms lost something first.
  private var told: [Told] = []
  /// The gap that was told last: subscriptions of one room lose the same together.
  private var last: (room: String, gap: SessionGap, time: ContinuousClock.Instant)?

  /// Takes a gap over that a subscription to a room was told.
  mutating func note(_ gap: SessionGap, of room: String, at now: ContinuousClock.Instant) {
    if let last, last == (room, gap, now) { return }
    last = (room, gap, now)
    let (text, end) = (Self.text(gap, room), now + .seconds(8))
    guard let index = told.firstIndex(where: { $0.room == room }) else {
      return told.append(Told(room: room, topic: "gap \(room)", text: text, count: 1, end: end))
    }
    let stands = told[index].end > now && told[index].text == text
    told[index].count = stands ? told[index].count + 1 : 1
    told[index].text = text
    told[index].end = end
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
    for told in told where told.end > now {
      guard let toast = toasts.first(where: { $0.notice.topic == told.topic }) else {
        // Where there are too many, the least has to go.
        return toasts.count >= Notifications().limit ? nil : "nothing says that \(told.text)"
      }
      guard toast.notice.text == told.text, toast.count == told.count else {
        return "\"\(toast.notice.text), \(toast.count) times\" stands, and not \"\(told.text), \(told.count) times\""
      }
    }
    let stale = toasts.first { toast in
      toast.notice.topic.hasPrefix("gap ")
        && !told.contains { $0.end > now && toast.notice.topic == $0.topic }
    }
    return stale.map { "\"\($0.notice.text)\" stands, and nothing was missed" }
  }
}
