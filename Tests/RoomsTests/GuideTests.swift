import Foundation
import TautRooms
import Testing

/// Docs/Guides/Rooms.md: its code runs, and it is the code that runs here.
@Suite struct GuideTests {
  @Test func `the guide shows the code that these tests run`() throws {
    let tests = URL(filePath: #filePath).deletingLastPathComponent()
    let guide = tests.appending(path: "../../Docs/Guides/Rooms.md")
    let example = try String(contentsOf: tests.appending(path: "GuideExample.swift"), encoding: .utf8)
    let blocks = try String(contentsOf: guide, encoding: .utf8).components(separatedBy: "```swift\n").dropFirst()
    #expect(blocks.count == 4)
    for block in blocks {
      let code = try #require(block.components(separatedBy: "```\n").first)
      #expect(example.contains(code), "the example differs from the guide:\n\(code)")
    }
  }

  @Test func `the room of the example finds who wants a publication`() throws {
    let now = ContinuousClock.now
    var room = PriceRoom(try RoomName("prices"), epoch: Epoch(rawValue: 1))
    _ = room.subscribe(1, try filter(#"{"sport":"MLB","odds":{"gt":1.5}}"#))
    _ = room.subscribe(2, try filter(#"{"or":[{"team":{"prefix":"NY"}},{"live":true}]}"#))
    let (first, wanted) = room.publish(#"{"id":7,"sport":"MLB","odds":2,"team":"NYY"}"#, at: now)
    #expect(first.offset == 1 && wanted.sorted() == [1, 2])
    #expect(room.publish(#"{"id":7,"sport":"MLB","odds":1.5}"#, at: now).1.isEmpty)
    #expect(room.log.history.count == 2)
    #expect(room.state.snapshot().publications.map(\.offset) == [2])
  }

  @Test func `the deliveries of the example are the latest of each second`() throws {
    let now = ContinuousClock.now
    var room = PriceRoom(try RoomName("prices"), epoch: Epoch(rawValue: 1))
    var deliveries = Deliveries()
    for number in 0..<6 { deliveries.receive(room.publish(#"{"id":\#(number % 2)}"#, at: now).0, at: now) }
    #expect(deliveries.poll(at: now) == now + .milliseconds(100))
    #expect(deliveries.poll(at: now + .milliseconds(100)) == nil)
    #expect(deliveries.sent == [[5, 6]])
    #expect(deliveries.superseded() == 4)
  }

  @Test func `the patterns of the example cover segments`() throws {
    let rooms = ["odds.mlb", "odds.nba", "odds.mlb.live", "scores.mlb"]
    #expect(try covered(by: "odds.*", of: rooms) == ["odds.mlb", "odds.nba"])
    #expect(try covered(by: "odds.**", of: rooms) == ["odds.mlb", "odds.mlb.live", "odds.nba"])
  }

  @Test func `a user of the example is there as long as one of its servers is`() {
    #expect(sharedPresence(at: .now) == [.joined(.user("ana")), .left(.user("ana"))])
  }
}
