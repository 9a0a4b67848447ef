import TautRooms
import Testing

@Suite struct RoomHistoryTests {
  let start = ContinuousClock.now

  private func history(
    _ offsets: ClosedRange<UInt64>, configure: (inout HistoryLimits) -> Void = { _ in }
  ) throws -> RoomHistory {
    var limits = HistoryLimits()
    configure(&limits)
    var history = RoomHistory(limits: limits)
    for offset in offsets { history.append(try .sample(offset, "[\(offset)]"), at: start) }
    return history
  }

  @Test func `an empty history has nothing`() {
    let history = RoomHistory()
    #expect(history.first == nil)
    #expect(history.publications(after: 0).isEmpty)
    #expect(history.latest(3).isEmpty)
  }

  @Test func `what was added comes back in order`() throws {
    let history = try history(1...20)
    #expect(history.publications(after: 0).map(\.offset) == Array(1...20))
    #expect(history.publications(after: 18).map(\.offset) == [19, 20])
    #expect(history.publications(after: 20).isEmpty)
    #expect(history.publications(after: .max).isEmpty)
    #expect(history.latest(2).map(\.offset) == [19, 20])
    #expect(history.latest(100).count == 20)
  }

  @Test func `the oldest can be forgotten, as long as there is one`() throws {
    var history = try history(1...3)
    history.forgetOldest()
    #expect(history.first?.offset == 2 && history.count == 2)
    for _ in 0..<3 { history.forgetOldest() }
    #expect(history.count == 0 && history.bytes == 0)
  }

  @Test func `the count is bounded`() throws {
    let history = try history(1...1_000) { $0.count = 3 }
    #expect(history.count == 3)
    #expect(history.first?.offset == 998)
    #expect(history.publications(after: 5).map(\.offset) == [998, 999, 1_000])
    #expect(history.publications(after: 998).map(\.offset) == [999, 1_000])
  }

  @Test func `a history of nothing remembers nothing`() throws {
    let history = try history(1...5) { $0.count = 0 }
    #expect(history.count == 0)
    #expect(history.bytes == 0)
  }

  @Test func `the bytes are bounded, and one message that is too large is not kept at all`() throws {
    var history = try history(10...19) { $0.bytes = 12 }
    #expect(history.publications(after: 0).map(\.offset) == [17, 18, 19])
    #expect(history.bytes == 12)
    history.append(try .sample(20, "[1234567890123]"), at: start)
    #expect(history.count == 0)
    #expect(history.bytes == 0)
  }

  @Test func `the age is bounded`() throws {
    var history = try history(1...2) { $0.age = .seconds(10) }
    history.append(try .sample(3), at: start + .seconds(5))
    history.expire(at: start + .seconds(10))
    #expect(history.count == 3)
    history.expire(at: start + .seconds(11))
    #expect(history.publications(after: 0).map(\.offset) == [3])
    history.expire(at: start + .seconds(16))
    #expect(history.count == 0)
  }
}
