import TautJSON
import TautReconciliation
import Testing

@Suite struct ReconcilerTests {
  let now = ContinuousClock.now

  func at(_ offset: UInt64, _ epoch: String = "e") -> StatePosition { StatePosition(epoch: epoch, offset: offset) }

  func item(_ id: String, _ value: JSONValue, version: UInt64 = 1) -> StateItem {
    StateItem(id: id, value: value, version: version)
  }

  func update(_ id: String, _ value: JSONValue?, _ offset: UInt64, epoch: String = "e") -> StateUpdate {
    StateUpdate(id: id, value: value, version: offset, position: at(offset, epoch))
  }

  /// A reconciler of one category that is subscribed to, at 10, and waits for its snapshot.
  func fetching(_ change: (inout ReconciliationConfiguration) -> Void = { _ in }) -> Reconciler {
    var configuration = ReconciliationConfiguration()
    change(&configuration)
    var reconciler = Reconciler(configuration)
    reconciler.register(StateCategory("odds"))
    reconciler.connect()
    #expect(reconciler.takeActions() == [.subscribe(category: "odds")])
    reconciler.receiveSubscription("odds", at: at(10), now: now)
    return reconciler
  }

  /// A reconciler of one category with one item, at 10.
  func live(_ change: (inout ReconciliationConfiguration) -> Void = { _ in }) -> Reconciler {
    var reconciler = fetching(change)
    reconciler.receiveSnapshot("odds", request: 1, items: [item("a", 1)], at: at(10), now: now)
    _ = reconciler.takeActions()
    return reconciler
  }

  @Test func `the snapshot is asked for when the subscription stands, not before`() {
    var reconciler = fetching()
    #expect(reconciler.takeActions() == [.requestSnapshot(category: "odds", request: 1)])
    reconciler.receiveSubscription("odds", at: at(99), now: now)
    #expect(reconciler.takeActions() == [])
    #expect(!reconciler.isLive("odds"))
    #expect(reconciler.position(of: "odds") == nil)
  }

  @Test func `updates before the snapshot are held, and replayed from its position on`() {
    var reconciler = fetching()
    _ = reconciler.takeActions()
    reconciler.receive([update("a", 11, 11), update("b", 12, 12)], of: "odds", now: now)
    #expect(reconciler.takeActions() == [])
    reconciler.receiveSnapshot("odds", request: 1, items: [item("a", 5)], at: at(11), now: now)
    let items = [item("a", 5), item("b", 12, version: 12)]
    #expect(reconciler.takeActions() == [.applySnapshot(category: "odds", items, isFirst: true, isLast: true)])
    #expect(reconciler.position(of: "odds") == at(12))
    #expect(reconciler.isLive("odds"))
  }

  @Test func `a snapshot comes to the application in batches, and an empty one as well`() {
    var reconciler = fetching { $0.batchSize = 2 }
    _ = reconciler.takeActions()
    let items = (1...3).map { item("\($0)", 1) }
    reconciler.receiveSnapshot("odds", request: 1, items: [items[2], items[0]], at: at(10), isLast: false, now: now)
    reconciler.receiveSnapshot("odds", request: 1, items: [items[1]], at: at(10), now: now)
    #expect(
      reconciler.takeActions() == [
        .applySnapshot(category: "odds", [items[0], items[1]], isFirst: true, isLast: false),
        .applySnapshot(category: "odds", [items[2]], isFirst: false, isLast: true),
      ])
    reconciler.force(now: now)
    reconciler.receiveSnapshot("odds", request: 2, items: [], at: at(10), now: now)
    #expect(reconciler.takeActions().last == .applySnapshot(category: "odds", [], isFirst: true, isLast: true))
  }

  @Test func `updates are applied once and in batches, and what changes nothing is not shown`() {
    var reconciler = live { $0.batchSize = 2 }
    let updates = [
      update("b", 1, 11), update("b", 1, 11), update("a", 1, 12), update("c", 3, 13), update("a", nil, 14),
    ]
    reconciler.receive(updates, of: "odds", now: now)
    #expect(
      reconciler.takeActions() == [
        .applyUpdate(category: "odds", [StateChange(id: "b", value: 1), StateChange(id: "c", value: 3)]),
        .applyUpdate(category: "odds", [StateChange(id: "a", value: nil)]),
      ])
    #expect(reconciler.items(of: "odds").map(\.id) == ["b", "c"])
    #expect(reconciler.serverItems(of: "odds") == reconciler.items(of: "odds"))
  }

  @Test func `a snapshot that is older than the subscription is asked for again, but not for ever`() {
    var reconciler = fetching { $0.snapshotLimit = 2 }
    reconciler.receiveSnapshot("odds", request: 1, items: [], at: at(9), now: now)
    reconciler.receiveSnapshot("odds", request: 1, items: [], at: at(10), now: now)
    reconciler.receiveSnapshot("odds", request: 2, items: [], at: at(9), now: now)
    #expect(
      reconciler.takeActions() == [
        .requestSnapshot(category: "odds", request: 1), .requestSnapshot(category: "odds", request: 2),
        .giveUp(category: "odds", .noSnapshot(tries: 2, last: nil)),
      ])
    reconciler.receive([update("a", 1, 11)], of: "odds", now: now)
    #expect(reconciler.poll(at: now + .seconds(99)) == nil)
    reconciler.force(["odds"], now: now)
    #expect(reconciler.takeActions() == [.requestSnapshot(category: "odds", request: 3)])
  }

  @Test func `a snapshot that does not come is asked for again`() {
    var reconciler = fetching()
    #expect(reconciler.poll(at: now + .seconds(29)) == now + .seconds(30))
    #expect(reconciler.poll(at: now + .seconds(30)) == now + .seconds(60))
    #expect(reconciler.takeActions().last == .requestSnapshot(category: "odds", request: 2))
  }

  @Test func `when the last snapshot does not come there is nothing more to wait for`() {
    var reconciler = fetching { $0.snapshotLimit = 1 }
    #expect(reconciler.poll(at: now + .seconds(30)) == nil)
    #expect(reconciler.takeActions().last == .giveUp(category: "odds", .noSnapshot(tries: 1, last: nil)))
  }

  @Test func `of an item that stands twice in a snapshot the last counts`() {
    var reconciler = fetching()
    let items = [item("a", 1), item("a", 2)]
    reconciler.receiveSnapshot("odds", request: 1, items: items, at: at(10), now: now)
    #expect(reconciler.items(of: "odds") == [item("a", 2)])
  }

  @Test func `more updates than can be held lead to another snapshot`() {
    var reconciler = fetching { $0.bufferLimit = 2 }
    for offset in 11...13 as ClosedRange<UInt64> {
      reconciler.receive([update("a", 1, offset)], of: "odds", now: now)
    }
    reconciler.receiveSnapshot("odds", request: 2, items: [], at: at(12), now: now)
    #expect(!reconciler.isLive("odds"))
    reconciler.receiveSnapshot("odds", request: 3, items: [], at: at(13), now: now)
    #expect(reconciler.isLive("odds"))
  }

  @Test func `another epoch begins with another snapshot`() {
    var reconciler = live()
    reconciler.receive([update("b", 1, 1, epoch: "f")], of: "odds", now: now)
    #expect(reconciler.takeActions() == [.requestSnapshot(category: "odds", request: 2)])
    reconciler.receive([update("b", 1, 11)], of: "odds", now: now)
    reconciler.receiveSnapshot("odds", request: 2, items: [], at: at(11), now: now)
    #expect(reconciler.takeActions() == [.requestSnapshot(category: "odds", request: 3)])
    reconciler.receiveSnapshot("odds", request: 3, items: [item("b", 1)], at: at(1, "f"), now: now)
    #expect(reconciler.position(of: "odds") == at(1, "f"))
  }

  @Test func `force asks for what is live, and for nothing else`() {
    var reconciler = Reconciler()
    reconciler.register(StateCategory("odds"))
    reconciler.register(StateCategory("odds"))
    #expect(reconciler.names == ["odds"])
    reconciler.force(now: now)
    reconciler.connect()
    reconciler.register(StateCategory("props"))
    reconciler.force(now: now)
    #expect(reconciler.takeActions() == [.subscribe(category: "odds"), .subscribe(category: "props")])
    #expect(reconciler.poll(at: now) == nil)
  }

  @Test func `after a reconnection there is a snapshot, unless all was recovered and nobody insists`() {
    for (insists, recovered, asks) in [(true, true, true), (false, true, false), (false, false, true)] {
      var reconciler = live { $0.snapshotOnConnect = insists }
      reconciler.disconnect()
      reconciler.connect()
      _ = reconciler.takeActions()
      reconciler.receiveSubscription("odds", at: at(12), recovered: recovered, now: now)
      #expect(reconciler.takeActions().isEmpty != asks)
      #expect(reconciler.isLive("odds") != asks)
      #expect(reconciler.items(of: "odds").map(\.id) == ["a"])
    }
  }

  @Test func `what comes before the subscription stands is missing afterwards, if it is new`() {
    for (offset, asks) in [(10, false), (11, true)] as [(UInt64, Bool)] {
      var reconciler = live { $0.snapshotOnConnect = false }
      reconciler.connect()
      reconciler.receive([update("a", 2, offset)], of: "odds", now: now)
      _ = reconciler.takeActions()
      reconciler.receiveSubscription("odds", at: at(12), recovered: true, now: now)
      #expect(reconciler.isLive("odds") != asks)
    }
  }

  @Test func `a gap that is told before the subscription stands is one afterwards`() {
    var reconciler = live { $0.snapshotOnConnect = false }
    reconciler.disconnect()
    reconciler.receiveGap("odds", upTo: 11, now: now)
    reconciler.connect()
    reconciler.receiveSubscription("odds", at: at(12), recovered: true, now: now)
    #expect(!reconciler.isLive("odds"))
  }

  @Test func `what comes of unknown categories is ignored`() {
    var reconciler = live()
    reconciler.receiveGap("moon", upTo: 1, now: now)
    reconciler.receiveFailure("moon", request: 1, reason: "", now: now)
    #expect(reconciler.item("a", of: "moon") == nil && reconciler.item("a", of: "odds") != nil)
    reconciler.receiveSubscription("moon", at: at(1), now: now)
    reconciler.receive([update("a", 1, 1)], of: "moon", now: now)
    reconciler.receiveSnapshot("moon", request: 1, items: [], at: at(1), now: now)
    reconciler.receiveChecksum("moon", request: 1, checksum: "", at: at(1), now: now)
    reconciler.receiveConfirmation("moon", mutation: 1, at: nil)
    reconciler.receiveRejection("moon", mutation: 1, reason: "")
    #expect(reconciler.takeActions() == [])
    #expect(reconciler.items(of: "moon") == [] && reconciler.serverItems(of: "moon") == [])
    #expect(reconciler.mutations(of: "moon") == [] && reconciler.divergences(of: "moon") == 0)
  }

  @Test func `settings may change while it runs`() {
    var reconciler = live()
    reconciler.configuration.batchSize = 1
    reconciler.receive([update("a", 2, 11), update("b", 2, 12)], of: "odds", now: now)
    #expect(reconciler.takeActions().count == 2)
  }
}

extension ReconcilerTests {
  /// A live reconciler whose audit is due and asked for.
  func audited(_ change: (inout ReconciliationConfiguration) -> Void = { _ in }) -> Reconciler {
    var reconciler = live(change)
    #expect(reconciler.poll(at: now + .seconds(59)) == now + .seconds(60))
    #expect(reconciler.poll(at: now + .seconds(60)) == now + .seconds(120))
    #expect(reconciler.takeActions() == [.requestChecksum(category: "odds", request: 2)])
    return reconciler
  }

  @Test func `an audit that agrees changes nothing`() {
    var reconciler = audited()
    let checksum = StateChecksum([item("a", 1)]).description
    reconciler.receiveChecksum("odds", request: 2, checksum: checksum, at: at(12), now: now)
    #expect(reconciler.takeActions() == [])
    #expect(reconciler.position(of: "odds") == at(12))
    #expect(reconciler.poll(at: now + .seconds(120)) == now + .seconds(180))
  }

  @Test func `an audit that disagrees heals`() {
    var reconciler = audited()
    reconciler.receiveChecksum("odds", request: 1, checksum: "x", at: at(10), now: now)
    #expect(reconciler.takeActions() == [])
    reconciler.receiveChecksum("odds", request: 2, checksum: "x", at: at(10), now: now)
    #expect(
      reconciler.takeActions() == [.diverged(category: "odds"), .requestSnapshot(category: "odds", request: 3)])
    #expect(reconciler.divergences(of: "odds") == 1)
  }

  @Test func `an audit of a later position waits until the client is there`() {
    for (value, isSame) in [(7, true), (8, false)] as [(Int64, Bool)] {
      var reconciler = audited()
      let checksum = StateChecksum([item("a", 1), item("b", 7, version: 11)]).description
      reconciler.receiveChecksum("odds", request: 2, checksum: checksum, at: at(11), now: now)
      #expect(reconciler.takeActions() == [])
      reconciler.receive([update("b", .number(JSONNumber(value)), 11)], of: "odds", now: now)
      _ = reconciler.takeActions()
      reconciler.receive([update("c", 1, 12)], of: "odds", now: now)
      #expect(reconciler.isLive("odds") == isSame)
      #expect(reconciler.divergences(of: "odds") == (isSame ? 0 : 1))
    }
  }

  @Test func `an audit whose position does not come is answered by a snapshot`() {
    var reconciler = audited()
    reconciler.receiveChecksum("odds", request: 2, checksum: "x", at: at(11), now: now)
    #expect(reconciler.poll(at: now + .seconds(120)) == now + .seconds(150))
    #expect(reconciler.takeActions() == [.requestSnapshot(category: "odds", request: 3)])
  }

  @Test func `an audit of an earlier position is repeated soon`() {
    var reconciler = audited()
    reconciler.receive([update("a", 2, 11)], of: "odds", now: now)
    reconciler.receiveChecksum("odds", request: 2, checksum: "x", at: at(10), now: now + .seconds(70))
    _ = reconciler.takeActions()
    #expect(reconciler.poll(at: now + .seconds(70)) == now + .seconds(71))
  }

  @Test func `an audit in another epoch leads to a snapshot`() {
    var reconciler = audited()
    reconciler.receiveChecksum("odds", request: 2, checksum: "x", at: at(0, "f"), now: now)
    #expect(reconciler.takeActions() == [.requestSnapshot(category: "odds", request: 3)])
    reconciler.receiveSnapshot("odds", request: 3, items: [], at: at(0, "f"), now: now)
    _ = reconciler.poll(at: now + .seconds(60))
    reconciler.receiveChecksum("odds", request: 4, checksum: "x", at: at(0), now: now)
    #expect(reconciler.isLive("odds"))
  }

  @Test func `audits can be switched off`() {
    var reconciler = live { $0.auditInterval = nil }
    #expect(reconciler.poll(at: now + .seconds(999)) == nil)
    #expect(reconciler.takeActions() == [])
  }

  @Test func `a category may sum up in its own way`() {
    var reconciler = Reconciler()
    reconciler.register(StateCategory("odds") { "\($0.count)" })
    reconciler.connect()
    reconciler.receiveSubscription("odds", at: at(1), now: now)
    reconciler.receiveSnapshot("odds", request: 1, items: [item("a", 1)], at: at(1), now: now)
    _ = reconciler.poll(at: now + .seconds(60))
    reconciler.receiveChecksum("odds", request: 2, checksum: "1", at: at(1), now: now)
    #expect(reconciler.divergences(of: "odds") == 0)
  }
}
