import TautJSON
import TautRooms
import TautTesting
import Testing

@Suite struct RoomStateTests {
  private let epoch = Epoch(rawValue: 1)

  private func state(_ payloads: [String], key: String = "id", limits: RoomStateLimits = RoomStateLimits()) throws
    -> RoomState
  {
    var state = RoomState(key: .init(key), epoch: epoch, limits: limits)
    for (position, payload) in payloads.enumerated() { state.apply(try .sample(UInt64(position + 1), payload)) }
    return state
  }

  @Test func `the state is the latest publication of each key, oldest first`() throws {
    let state = try state([
      #"{"id":"a","n":1}"#, #"{"id":"b"}"#, #"{"id":"a","n":2}"#, "{}", #"{"id":null}"#, "7", #"{"id":1}"#,
    ])
    #expect(state.publications.map(\.offset) == [2, 3, 7])
    #expect(state.position == RoomPosition(epoch: epoch, offset: 7))
    #expect(state.isComplete && state.count == 3 && state.bytes == 34)
  }

  @Test func `a publication that is a deletion removes its key`() throws {
    let state = try state([
      #"{"id":"a"}"#, #"{"id":"b"}"#, #"{"id":"a","deleted":true}"#, #"{"id":"x","deleted":true}"#,
      #"{"id":"b","deleted":false}"#,
    ])
    #expect(state.publications.map(\.offset) == [5])
    #expect(try state.checksum == self.state(["7", "7", "7", "7", #"{"id":"b"}"#]).checksum)
  }

  @Test func `the key may stand deeper in the payload`() throws {
    let state = try state([#"{"game":{"id":1}}"#, #"{"game":{"id":2}}"#, #"{"game":{"id":1}}"#], key: "game.id")
    #expect(state.publications.map(\.offset) == [2, 3])
  }

  @Test func `beyond the limits the oldest key goes, and the state says that it is not complete`() throws {
    var limits = RoomStateLimits()
    limits.keys = 2
    limits.keyLength = 3
    var state = try state([#"{"id":1}"#, #"{"id":2}"#, #"{"id":1}"#, #"{"id":1234}"#], limits: limits)
    #expect(state.isComplete)
    state.apply(try .sample(5, #"{"id":3}"#))
    #expect(state.publications.map(\.offset) == [3, 5])
    #expect(!state.isComplete)
    limits.bytes = 17
    state = try self.state([#"{"id":1}"#, #"{"id":2}"#, #"{"id":12}"#], limits: limits)
    #expect(state.publications.map(\.offset) == [2, 3])
    limits.bytes = 16
    state = try self.state([#"{"id":1}"#, #"{"id":2}"#, #"{"id":12}"#], limits: limits)
    #expect(state.publications.map(\.offset) == [3])
  }

  @Test func `the oldest key can be forgotten, as long as there is one`() throws {
    var state = try state([#"{"id":"a"}"#, #"{"id":"b"}"#])
    state.forgetOldest()
    #expect(state.publications.map(\.offset) == [2] && !state.isComplete)
    #expect(try state.checksum == self.state(["7", #"{"id":"b"}"#]).checksum)
    for _ in 0..<2 { state.forgetOldest() }
    #expect(state.count == 0 && state.bytes == 0 && state.checksum == RoomChecksum())
  }

  @Test func `the checksum is the sum over keys and offsets, in any order`() throws {
    var checksum = RoomChecksum()
    #expect(checksum.description == "0000000000000000")
    checksum.insert(key: Array(#""a""#.utf8), offset: 2)
    // FNV-1a of `"a"=2`, by the definition.
    let expected = #""a"=2"#.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
    #expect(checksum.rawValue == expected)
    checksum.insert(key: [49], offset: 3)
    #expect(try state(["7", #"{"id":"a"}"#, #"{"id":1}"#]).checksum == checksum)
    #expect(try state([#"{"id":"a"}"#, #"{"id":"a"}"#, #"{"id":1}"#]).checksum == checksum)
    #expect(try state([#"{"id":"a"}"#, "7", #"{"id":1}"#]).checksum != checksum)
    checksum.remove(key: [49], offset: 3)
    #expect(checksum.rawValue == expected)
  }

  @Test func `a snapshot holds what the filter lets pass`() throws {
    let state = try state([#"{"id":1,"sport":"MLB"}"#, #"{"id":2,"sport":"NBA"}"#, #"{"id":3,"sport":"MLB"}"#])
    let whole = state.snapshot()
    #expect(whole.publications.map(\.offset) == [1, 2, 3])
    #expect(whole.checksum == state.checksum && whole.position == state.position && whole.isComplete)
    let part = state.snapshot(try Filter(json: #"{"sport":"MLB"}"#))
    #expect(part.publications.map(\.offset) == [1, 3])
    #expect(part.checksum != state.checksum)
  }

  @Test func `a log tells its state as far as its history reaches`() throws {
    let start = ContinuousClock.now
    var limits = HistoryLimits()
    limits.count = 2
    var log = RoomLog(epoch: epoch, limits: limits)
    #expect(RoomState(key: "id", of: log).isComplete)
    for offset in 1...2 as ClosedRange<UInt64> { log.append(try .sample(offset, #"{"id":\#(offset)}"#), at: start) }
    #expect(RoomState(key: "id", of: log).isComplete)
    log.append(try .sample(3, #"{"id":1}"#), at: start)
    let state = RoomState(key: "id", of: log)
    #expect(!state.isComplete && state.publications.map(\.offset) == [2, 3])
    log.expire(at: start + .seconds(1_000))
    #expect(!RoomState(key: "id", of: log).isComplete && RoomState(key: "id", of: log).position.offset == 3)
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `random publications amount to what a dictionary holds`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var state = RoomState(key: "id", epoch: epoch)
    var latest: [Int: UInt64] = [:]
    for offset in 1...200 as ClosedRange<UInt64> {
      let key = Int.random(in: 0..<9, using: &random)
      let isDeleted = Int.random(in: 0..<6, using: &random) == 0
      state.apply(try .sample(offset, #"{"id":\#(key),"deleted":\#(isDeleted)}"#))
      latest[key] = isDeleted ? nil : offset
      var checksum = RoomChecksum()
      for (key, offset) in latest { checksum.insert(key: Array("\(key)".utf8), offset: offset) }
      #expect(state.publications.map(\.offset) == latest.values.sorted() && state.checksum == checksum)
    }
  }
}
