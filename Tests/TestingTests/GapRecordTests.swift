import TautNotifications
import TautSession
import Testing

@testable import TautTesting

@Suite struct GapRecordTests {
  let start = ContinuousClock.now

  private func toasts(_ notices: Notice...) -> [Toast] {
    var notifications = Notifications()
    for notice in notices { notifications.post(notice, at: start) }
    return notifications.toasts
  }

  private func record(_ gaps: SessionGap..., room: String = "mlb") -> GapRecord {
    var record = GapRecord()
    for gap in gaps { record.note(gap, of: room, at: start) }
    return record
  }

  private let three = SessionGap(from: 5, to: 7, reason: "dropped")

  @Test func `a gap is told with its room and how much it is, until it has been shown for long enough`() {
    let record = record(three)
    #expect(record.violation(toasts(.missed(room: "mlb", count: 3)), at: start) == nil)
    #expect(record.violation([], at: start) == "nothing says that 3 updates of mlb were missed")
    #expect(record.violation(toasts(.missed(room: "mlb", count: 2)), at: start) != nil)
    #expect(record.violation(toasts(.missed(room: "nba", count: 3)), at: start) != nil)
    #expect(record.violation([], at: start + .seconds(8)) == nil)
    #expect(record.violation(toasts(.missed(room: "mlb", count: 3)), at: start + .seconds(8)) != nil)
    #expect(GapRecord().violation(toasts(.missed(room: "mlb")), at: start) != nil)
  }

  @Test func `what the subscriptions of a room lose together is told once, what they lose one after the other is not`()
  {
    let one = SessionGap(from: 5, to: 5, reason: "dropped")
    let unknown = SessionGap(from: 1, to: 0, reason: "epoch_changed")
    #expect(record(one, one).violation(toasts(.missed(room: "mlb", count: 1)), at: start) == nil)
    #expect(record(unknown).violation(toasts(.missed(room: "mlb")), at: start) == nil)
    var record = record(one)
    record.note(SessionGap(from: 6, to: 6, reason: "dropped"), of: "mlb", at: start)
    let told = Notice.missed(room: "mlb", count: 1)
    #expect(record.violation(toasts(told), at: start) != nil)
    #expect(record.violation(toasts(told, told), at: start) == nil)
  }
}
