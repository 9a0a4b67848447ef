import TautBytes
import TautEnvelope
import TautJSON
import TautReconciliation
import TautRooms
import Testing

@Suite struct RoomMirrorTests {
  let now = ContinuousClock.now

  func place(_ offset: UInt64, _ epoch: String = "e") -> SubscribeSince { SubscribeSince(epoch: epoch, offset: offset) }

  /// What a server answers to a snapshot's request.
  func snapshot(_ items: [(String, UInt64)], at offset: UInt64, _ epoch: String = "e", complete: Bool = true) -> [UInt8]
  {
    let payloads = items.map(\.0).joined(separator: ",")
    let offsets = items.map { "\($0.1)" }.joined(separator: ",")
    let text =
      #"{"epoch":"\#(epoch)","offset":\#(offset),"complete":\#(complete),"items":[\#(payloads)],"offsets":[\#(offsets)]}"#
    return Array(text.utf8)
  }

  func item(_ id: String, _ json: JSONValue, _ version: UInt64) -> StateItem {
    StateItem(id: id, value: json, version: version)
  }

  /// A mirror that waits for the snapshot with the number 1.
  func fetching(_ change: (inout ReconciliationConfiguration) -> Void = { _ in }) -> RoomMirror {
    var configuration = ReconciliationConfiguration.following
    change(&configuration)
    var mirror = RoomMirror(of: "mlb", configuration)
    mirror.connect()
    mirror.receiveSubscription(at: place(10), isRecovered: false, now: now)
    return mirror
  }

  /// A live mirror with the item `a` at 10.
  func live(_ change: (inout ReconciliationConfiguration) -> Void = { _ in }) -> RoomMirror {
    var mirror = fetching(change)
    mirror.receiveAnswer(snapshot([(#"{"id":"a","n":1}"#, 10)], at: 10), to: 1, now: now)
    _ = mirror.takeActions()
    return mirror
  }

  func receive(_ mirror: inout RoomMirror, _ payload: String, _ offset: UInt64?) {
    mirror.receive(Array(payload.utf8), offset: offset, now: now)
  }

  func ask(_ type: MessageType, _ payload: String, _ request: UInt64) -> RoomMirrorAction {
    .ask(type, payload: Array(payload.utf8), request: request)
  }

  func publish(_ payload: String, _ change: UInt64) -> RoomMirrorAction {
    .publish(payload: Array(payload.utf8), change: change)
  }

  @Test func `the subscription stands, the snapshot is asked for, what came meanwhile is replayed`() {
    var mirror = fetching()
    #expect(mirror.takeActions() == [ask(.snapshotRequest, #"{"channel":"mlb","key":"id"}"#, 1)])
    receive(&mirror, #"{"id":"b","n":2}"#, 11)
    receive(&mirror, #"{"id":"a","n":3}"#, 12)
    #expect(mirror.takeActions() == [] && !mirror.isLive)
    let answer = snapshot([(#"{"id":"a","n":1}"#, 10), (#"{"id":"b","n":2}"#, 11)], at: 11, complete: false)
    mirror.receiveAnswer(answer, to: 1, now: now)
    let items = [item("a", ["id": "a", "n": 3], 12), item("b", ["id": "b", "n": 2], 11)]
    #expect(mirror.takeActions() == [.show(items), .live])
    #expect(mirror.items == items && mirror.isLive && !mirror.isComplete)
  }

  @Test func `a publication changes one item, or removes it, or is no part of the state`() {
    var mirror = live()
    receive(&mirror, #"{"id":"b","n":2}"#, 11)
    receive(&mirror, #"{"id":"a","deleted":true}"#, 12)
    #expect(
      mirror.takeActions() == [
        .update([StateChange(id: "b", value: ["id": "b", "n": 2])]), .update([StateChange(id: "a", value: nil)]),
      ])
    let long = String(repeating: "x", count: 255)
    for payload in ["7", #"{"n":1}"#, #"{"id":null}"#, "no JSON", #"{"id":"\#(long)"}"#] {
      receive(&mirror, payload, 13)
    }
    receive(&mirror, #"{"id":"c"}"#, nil)
    #expect(mirror.takeActions() == [])
    #expect(mirror.items.map(\.id) == ["b"])
  }

  @Test func `large snapshots are shown in one piece`() {
    var mirror = fetching { $0.batchSize = 2 }
    _ = mirror.takeActions()
    let all = (0..<5 as Range<UInt64>).map { (#"{"id":\#($0)}"#, $0 + 1) }
    mirror.receiveAnswer(snapshot(all, at: 10), to: 1, now: now)
    guard case .show(let items)? = mirror.takeActions().first else { return #expect(Bool(false)) }
    #expect(items.map(\.id) == ["0", "1", "2", "3", "4"])
  }

  @Test func `a reconnection that brings everything needs no snapshot`() {
    var mirror = live()
    mirror.disconnect()
    #expect(mirror.takeActions() == [.stale(.disconnected)])
    mirror.connect()
    mirror.receiveSubscription(at: place(12), isRecovered: true, now: now)
    #expect(mirror.takeActions() == [.live])
    receive(&mirror, #"{"id":"a","n":2}"#, 11)
    #expect(mirror.takeActions() == [.update([StateChange(id: "a", value: ["id": "a", "n": 2])])])
  }

  @Test func `a reconnection that brings everything is not enough for a state that was being loaded`() {
    var mirror = live()
    mirror.force(now: now)
    #expect(mirror.takeActions().last == .stale(.reloading))
    receive(&mirror, #"{"id":"a","n":2}"#, 11)
    mirror.disconnect()
    mirror.connect()
    mirror.receiveSubscription(at: place(12), isRecovered: true, now: now)
    #expect(mirror.takeActions() == [ask(.snapshotRequest, #"{"channel":"mlb","key":"id"}"#, 3)])
  }

  @Test func `a short history leads to a snapshot`() {
    var mirror = live()
    mirror.disconnect()
    mirror.connect()
    mirror.receiveSubscription(at: place(20), isRecovered: false, now: now)
    mirror.receiveGap(from: 11, to: 15, reason: "history_expired", now: now)
    #expect(
      mirror.takeActions() == [
        .stale(.disconnected), ask(.snapshotRequest, #"{"channel":"mlb","key":"id"}"#, 2),
        .stale(.gap(from: 11, to: 15, reason: "history_expired")),
      ])
    receive(&mirror, #"{"id":"b"}"#, 16)
    mirror.receiveAnswer(snapshot([(#"{"id":"b"}"#, 16)], at: 20), to: 2, now: now)
    #expect(mirror.takeActions() == [.show([item("b", ["id": "b"], 16)]), .live])
  }

  @Test func `another epoch leads to a snapshot`() {
    var mirror = live()
    mirror.disconnect()
    mirror.connect()
    mirror.receiveSubscription(at: place(2, "f"), isRecovered: false, now: now)
    mirror.receiveGap(from: 1, to: 0, reason: "epoch_changed", now: now)
    mirror.receiveAnswer(snapshot([(#"{"id":"b"}"#, 1)], at: 2, "f"), to: 2, now: now)
    #expect(mirror.takeActions().last == .live)
    #expect(mirror.items.map(\.id) == ["b"])
  }

  @Test func `publications that were dropped lead to a snapshot that has them`() {
    var mirror = live()
    mirror.receiveGap(from: 11, to: 15, reason: "dropped", now: now)
    #expect(
      mirror.takeActions() == [
        .stale(.gap(from: 11, to: 15, reason: "dropped")), ask(.snapshotRequest, #"{"channel":"mlb","key":"id"}"#, 2),
      ])
    // More is dropped while the snapshot is on its way: it is too old then.
    mirror.receiveGap(from: 17, to: 18, reason: "dropped", now: now)
    mirror.receiveAnswer(snapshot([], at: 17), to: 2, now: now)
    #expect(mirror.takeActions().last == ask(.snapshotRequest, #"{"channel":"mlb","key":"id"}"#, 3))
    mirror.receiveAnswer(snapshot([], at: 18), to: 3, now: now)
    #expect(mirror.isLive)
  }

  @Test func `polls keep a state that is whole, and cannot load another`() {
    var mirror = live()
    mirror.disconnect()
    mirror.receiveSubscription(at: place(11), isRecovered: true, now: now)
    receive(&mirror, #"{"id":"a","n":2}"#, 11)
    #expect(mirror.isLive && mirror.items.map(\.version) == [11])
    mirror.receiveSubscription(at: place(20), isRecovered: false, now: now)
    mirror.receiveGap(from: 12, to: 15, reason: "history_expired", now: now)
    mirror.receiveSubscription(at: place(21), isRecovered: true, now: now)
    receive(&mirror, #"{"id":"a","n":3}"#, 21)
    #expect(!mirror.isLive && mirror.items.map(\.version) == [11])
    #expect(!mirror.takeActions().contains { if case .ask = $0 { true } else { false } })
  }

  @Test func `what cannot be read or is refused is asked for again, later and later, but not for ever`() {
    for isRefused in [true, false] {
      var mirror = fetching { $0.snapshotLimit = 2 }
      _ = mirror.takeActions()
      if isRefused { mirror.receiveFailure(of: 1, "no", now: now) } else { mirror.receiveAnswer([], to: 1, now: now) }
      #expect(mirror.poll(at: now) == now + .seconds(1))
      #expect(mirror.poll(at: now + .seconds(1)) == now + .seconds(31))
      mirror.receiveFailure(of: 1, "late", now: now)
      mirror.receiveFailure(of: 2, "never", now: now + .seconds(1))
      #expect(mirror.poll(at: now + .seconds(2)) == now + .seconds(3))
      #expect(mirror.poll(at: now + .seconds(3)) == nil)
      let reason = GiveUpReason.noSnapshot(tries: 2, last: "never")
      #expect(mirror.takeActions().last == .gaveUp(reason))
      #expect(
        reason.description == "2 snapshots in a row could not be had, the last one because never: force another one")
      // What comes now is not kept, so the next snapshot has to have it.
      receive(&mirror, #"{"id":"z"}"#, 12)
      mirror.receiveGap(from: 13, to: 14, reason: "dropped", now: now)
      mirror.force(now: now)
      mirror.receiveAnswer(snapshot([], at: 13), to: 3, now: now)
      mirror.receiveAnswer(snapshot([], at: 14), to: 4, now: now)
      #expect(mirror.isLive)
    }
  }

  @Test(
    arguments: [
      "7", #"{"epoch":"e"}"#, #"{"epoch":"e","offset":1}"#, #"{"epoch":"e","offset":1,"items":[{}],"offsets":[1]}"#,
      #"{"epoch":"e","offset":1,"items":[{"id":1}],"offsets":[]}"#,
      #"{"epoch":"e","offset":-1,"items":[],"offsets":[]}"#,
    ])
  func `an answer that is none is no snapshot`(answer: String) {
    var mirror = fetching()
    mirror.receiveAnswer(Array(answer.utf8), to: 1, now: now)
    #expect(!mirror.isLive)
    #expect(mirror.poll(at: now) == now + .seconds(1))
  }
}

/// Audits.
extension RoomMirrorTests {
  func checksum(_ entries: [(String, UInt64)]) -> String {
    var checksum = RoomChecksum()
    for (key, offset) in entries { checksum.insert(key: Array(key.utf8), offset: offset) }
    return checksum.description
  }

  @Test func `an audit compares checksums, and a state that differs is healed`() {
    for isSame in [true, false] {
      var mirror = live()
      #expect(mirror.poll(at: now + .seconds(60)) == now + .seconds(120))
      let question = #"{"channel":"mlb","key":"id","epoch":"e","offset":10,"checksum":""}"#
      #expect(mirror.takeActions() == [ask(.stateSync, question, 2)])
      let sum = checksum([(#""a""#, isSame ? 10 : 9)])
      mirror.receiveAnswer(Array(#"{"epoch":"e","offset":10,"checksum":"\#(sum)"}"#.utf8), to: 2, now: now)
      #expect(mirror.isLive == isSame)
      #expect(mirror.divergences == (isSame ? 0 : 1))
      guard !isSame else { continue }
      #expect(
        mirror.takeActions() == [
          .stale(.diverged), ask(.snapshotRequest, #"{"channel":"mlb","key":"id"}"#, 3),
        ])
      mirror.receiveAnswer(snapshot([], at: 10), to: 3, now: now)
      #expect(mirror.takeActions() == [.show([]), .live])
    }
  }

  @Test func `an audit that cannot be had is no harm`() {
    for answer in [nil, "{}", #"{"epoch":"e","offset":10}"#] as [String?] {
      var mirror = live()
      _ = mirror.poll(at: now + .seconds(60))
      if let answer { mirror.receiveAnswer(Array(answer.utf8), to: 2, now: now) }
      if answer == nil { mirror.receiveFailure(of: 2, "no", now: now) }
      #expect(mirror.isLive)
      #expect(mirror.poll(at: now + .seconds(120)) == now + .seconds(180))
    }
  }

  @Test func `a filtered state is audited by what the filter lets pass`() {
    var mirror = RoomMirror(of: "mlb", filters: Array(#"{"s":1}"#.utf8), key: "p.id")
    mirror.connect()
    mirror.receiveSubscription(at: place(1), isRecovered: false, now: now)
    let question = #"{"channel":"mlb","key":"p.id","filters":{"s":1}}"#
    #expect(mirror.takeActions() == [ask(.snapshotRequest, question, 1)])
    mirror.receiveAnswer(snapshot([(#"{"p":{"id":7}}"#, 1)], at: 1), to: 1, now: now)
    _ = mirror.takeActions()
    _ = mirror.poll(at: now + .seconds(60))
    #expect(mirror.takeActions() == [ask(.snapshotRequest, question, 2)])
    let answer = #"{"epoch":"e","offset":9,"checksum":"\#(checksum([("7", 1)]))"}"#
    mirror.receiveAnswer(Array(answer.utf8), to: 2, now: now)
    #expect(mirror.isLive && mirror.divergences == 0)
  }
}

/// The limit.
extension RoomMirrorTests {
  @Test func `a snapshot with too many items is given up`() {
    var mirror = fetching { $0.itemLimit = 1 }
    _ = mirror.takeActions()
    mirror.receiveAnswer(snapshot([(#"{"id":1}"#, 1), (#"{"id":2}"#, 2)], at: 10), to: 1, now: now)
    #expect(mirror.takeActions() == [.gaveUp(.tooManyItems(limit: 1))])
    #expect(mirror.items == [])
    #expect(
      GiveUpReason.tooManyItems(limit: 1).description
        == "there are more than 1 items, which is the limit: raise it, or ask for fewer with filters")
  }

  @Test func `an item too many is given up, and so is one that was held`() {
    for isHeld in [true, false] {
      var mirror = isHeld ? fetching { $0.itemLimit = 1 } : live { $0.itemLimit = 1 }
      _ = mirror.takeActions()
      if isHeld {
        receive(&mirror, #"{"id":"b"}"#, 11)
        mirror.receiveAnswer(snapshot([(#"{"id":"a","n":1}"#, 10)], at: 10), to: 1, now: now)
      } else {
        receive(&mirror, #"{"id":"a","n":2}"#, 11)
        receive(&mirror, #"{"id":"b"}"#, 12)
      }
      #expect(mirror.takeActions().last == .gaveUp(.tooManyItems(limit: 1)))
      #expect(mirror.items.map(\.id) == ["a"] && !mirror.isLive)
      // When there is room again it can go on.
      mirror.force(now: now)
      mirror.receiveAnswer(snapshot([(#"{"id":"b"}"#, 12)], at: 12), to: 2, now: now)
      #expect(mirror.isLive)
    }
  }
}

/// The client's own changes.
extension RoomMirrorTests {
  func change(_ mirror: inout RoomMirror, _ id: String, _ value: JSONValue?) throws -> UInt64 {
    try mirror.change(id, to: value, modified: 5)
  }

  @Test func `a change is shown and published, and settled when the server has it`() throws {
    var mirror = live()
    #expect(try change(&mirror, "a", ["n": 2]) == 1)
    #expect(
      mirror.takeActions() == [
        .update([StateChange(id: "a", value: ["n": 2, "id": "a"])]), publish(#"{"n":2,"id":"a"}"#, 1),
      ])
    #expect(mirror.item("a") == ["n": 2, "id": "a"] && mirror.item("b") == nil)
    mirror.receivePublished(1, at: place(11))
    #expect(mirror.takeActions() == [.settled(change: 1)])
    receive(&mirror, #"{"n":2,"id":"a"}"#, 11)
    #expect(mirror.takeActions() == [])
    mirror.receivePublished(1, at: nil)
    mirror.receiveRefusal(of: 1, "late")
    #expect(mirror.takeActions() == [])
  }

  @Test func `a removal says so`() throws {
    var mirror = live()
    #expect(try change(&mirror, "a", nil) == 1)
    #expect(
      mirror.takeActions() == [.update([StateChange(id: "a", value: nil)]), publish(#"{"deleted":true,"id":"a"}"#, 1)])
  }

  @Test func `a change that is refused is taken back`() throws {
    var mirror = live()
    _ = try change(&mirror, "a", ["n": 2])
    _ = mirror.takeActions()
    mirror.receiveRefusal(of: 1, "no")
    #expect(
      mirror.takeActions() == [
        .update([StateChange(id: "a", value: ["id": "a", "n": 1])]), .withdraw(change: 1),
        .rolledBack(change: 1, item: "a", .rejected("no")),
      ])
  }

  @Test func `a refusal of what the server has all the same settles it`() throws {
    var mirror = live()
    _ = try change(&mirror, "a", ["n": 2])
    receive(&mirror, #"{"n":2,"id":"a"}"#, 11)
    _ = mirror.takeActions()
    mirror.receiveRefusal(of: 1, "no")
    #expect(mirror.takeActions() == [.settled(change: 1)])
  }

  @Test func `what is on its way when the connection is lost is not published twice`() throws {
    var mirror = live()
    _ = try change(&mirror, "a", ["n": 2])
    mirror.disconnect()
    mirror.connect()
    mirror.receiveSubscription(at: place(10), isRecovered: true, now: now)
    #expect(mirror.takeActions().filter { if case .publish = $0 { true } else { false } }.count == 1)
    mirror.receivePublished(1, at: nil)
    #expect(mirror.takeActions().first == .settled(change: 1))
  }

  @Test func `a change that is made offline waits, and gives way to the server's`() throws {
    for isOther in [false, true] {
      var mirror = live()
      mirror.disconnect()
      _ = try change(&mirror, "a", ["n": 2])
      _ = mirror.takeActions()
      mirror.connect()
      mirror.receiveSubscription(at: place(11), isRecovered: false, now: now)
      _ = mirror.takeActions()
      let answer = snapshot([(isOther ? #"{"id":"a","n":7}"# : #"{"n":2,"id":"a"}"#, 11)], at: 11)
      mirror.receiveAnswer(answer, to: 2, now: now)
      guard isOther else {
        // Somebody else has done the same.
        #expect(mirror.takeActions().contains(.settled(change: 1)))
        continue
      }
      guard case .rolledBack(1, "a", .conflict)? = mirror.takeActions().dropLast().last else {
        return #expect(Bool(false))
      }
      #expect(mirror.item("a") == ["id": "a", "n": 7])
    }
  }

  @Test func `a change that is made offline waits for what was missed, but not for ever`() throws {
    for comes in [true, false] {
      var mirror = live()
      mirror.disconnect()
      _ = try change(&mirror, "a", ["n": 2])
      mirror.connect()
      mirror.receiveSubscription(at: place(11), isRecovered: true, now: now)
      _ = mirror.takeActions()
      #expect(mirror.poll(at: now) == now + .seconds(1))
      if comes {
        receive(&mirror, #"{"id":"b"}"#, 11)
      } else {
        // Filters keep it away.
        #expect(mirror.poll(at: now + .seconds(1)) == now + .seconds(60))
      }
      #expect(mirror.takeActions().contains(publish(#"{"n":2,"id":"a"}"#, 1)))
    }
  }

  @Test func `a change that is merged is published in place of the first one, under its number`() throws {
    var mirror = live { $0.conflictResolution = .merge { server, _ in server.value?.keeping(["m": 1], except: []) } }
    _ = try change(&mirror, "a", ["n": 2])
    _ = mirror.takeActions()
    receive(&mirror, #"{"id":"a","n":7}"#, 11)
    #expect(
      mirror.takeActions() == [
        .withdraw(change: 1), publish(#"{"id":"a","n":7,"m":1}"#, 1),
        .update([StateChange(id: "a", value: ["id": "a", "n": 7, "m": 1])]),
      ])
    mirror.receivePublished(1, at: place(12))
    receive(&mirror, #"{"id":"a","n":7,"m":1}"#, 12)
    #expect(mirror.takeActions() == [.settled(change: 1)])
  }

  @Test func `keys keep their spelling`() throws {
    var mirror = fetching()
    let items = [(#"{"id":7,"n":1}"#, 8 as UInt64), (#"{"id":"Jos\u00e9","n":1}"#, 9)]
    mirror.receiveAnswer(snapshot(items, at: 10), to: 1, now: now)
    #expect(mirror.items.map(\.id) == ["José", "7"])
    _ = mirror.takeActions()
    _ = try change(&mirror, "7", ["n": 2])
    _ = try change(&mirror, "José", ["id": "José", "n": 2])
    _ = try change(&mirror, "8", ["id": 8])
    let published = mirror.takeActions().filter { if case .publish = $0 { true } else { false } }
    #expect(
      published == [
        publish(#"{"n":2,"id":7}"#, 1), publish(#"{"id":"Jos\u00e9","n":2}"#, 2), publish(#"{"id":8}"#, 3),
      ])
  }

  @Test func `keys may stand deeper`() throws {
    var mirror = RoomMirror(of: "mlb", key: "p.id", .following)
    mirror.connect()
    mirror.receiveSubscription(at: place(1), isRecovered: false, now: now)
    mirror.receiveAnswer(snapshot([], at: 1), to: 1, now: now)
    _ = mirror.takeActions()
    _ = try change(&mirror, "a", ["p": ["x": 1], "y": 2])
    _ = try change(&mirror, "b", ["n": 1])
    #expect(
      mirror.takeActions().filter { if case .publish = $0 { true } else { false } } == [
        publish(#"{"p":{"x":1,"id":"a"},"y":2}"#, 1), publish(#"{"n":1,"p":{"id":"b"}}"#, 2),
      ])
  }

  @Test func `a key that has no place is refused`() throws {
    var mirror = RoomMirror(of: "mlb", key: "p.id")
    #expect(throws: ReconciliationError.noObject("a")) { try mirror.change("a", to: ["p": 7], modified: 0) }
  }

  @Test func `a value that is no object, or another item, is refused`() throws {
    var mirror = live()
    let other = ReconciliationError.otherItem("a", key: #""b""#)
    #expect(throws: other) { try mirror.change("a", to: ["id": "b"], modified: 0) }
    #expect(throws: ReconciliationError.noObject("a")) { try mirror.change("a", to: 7, modified: 0) }
    #expect(other.description.hasPrefix(#"the new value of a says that it is "b""#))
    #expect(ReconciliationError.noObject("a").description.hasPrefix("the new value of a is no object"))
    #expect(mirror.takeActions() == [])
  }

  @Test func `the time of a change comes out of the payload`() throws {
    for time in [4, 6] as [Int64] {
      var configuration = ReconciliationConfiguration.following
      configuration.conflictResolution = .newest
      var mirror = RoomMirror(of: "mlb", modified: "at", configuration)
      mirror.connect()
      mirror.receiveSubscription(at: place(1), isRecovered: false, now: now)
      mirror.receiveAnswer(snapshot([], at: 1), to: 1, now: now)
      _ = try change(&mirror, "a", ["n": 1])
      receive(&mirror, #"{"id":"a","n":2,"at":\#(time)}"#, 2)
      #expect(mirror.item("a")?["n"] == (time < 5 ? 1 : 2))
    }
  }

  @Test func `an object keeps what is not known of it`() {
    let older: JSONValue = ["a": 1, "b": 2, "c": 3]
    let newer: JSONValue = ["a": 7]
    #expect(newer.keeping(older, except: ["a", "b"]) == ["a": 7, "c": 3])
    #expect(newer.keeping(nil, except: []) == newer && newer.keeping(7, except: []) == newer)
    #expect((7 as JSONValue).keeping(older, except: []) == 7)
  }
}
