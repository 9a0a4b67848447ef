import TautJSON
import TautReconciliation
import Testing

@Suite struct MutationTests {
  let now = ContinuousClock.now

  func at(_ offset: UInt64, _ epoch: String = "e") -> StatePosition { StatePosition(epoch: epoch, offset: offset) }

  func update(
    _ value: JSONValue?, _ offset: UInt64, modified: Int64 = 0, mutation: UInt64? = nil
  ) -> StateUpdate {
    StateUpdate(id: "a", value: value, version: offset, modified: modified, position: at(offset), mutation: mutation)
  }

  /// A reconciler of one category with one item `a` at 10, whose version is 10.
  func live(_ policy: ConflictPolicy = .serverWins, own: ConflictPolicy? = nil) -> Reconciler {
    var configuration = ReconciliationConfiguration()
    configuration.conflictResolution = policy
    configuration.mutationLimit = 3
    var reconciler = Reconciler(configuration)
    reconciler.register(StateCategory("odds", conflictResolution: own))
    connect(&reconciler, [StateItem(id: "a", value: 1, version: 10)], at: 10)
    return reconciler
  }

  func connect(_ reconciler: inout Reconciler, _ items: [StateItem], at offset: UInt64) {
    reconciler.disconnect()
    reconciler.connect()
    _ = reconciler.takeActions()
    reconciler.receiveSubscription("odds", at: at(offset), now: now)
    guard case .requestSnapshot(_, let request)? = reconciler.takeActions().last else { return }
    reconciler.receiveSnapshot("odds", request: request, items: items, at: at(offset), now: now)
  }

  func value(_ reconciler: Reconciler) -> JSONValue? { reconciler.items(of: "odds").first { $0.id == "a" }?.value }

  func shows(_ value: JSONValue?) -> ReconciliationAction {
    .applyUpdate(category: "odds", [StateChange(id: "a", value: value)])
  }

  @Test func `a change is shown at once and sent`() throws {
    var reconciler = live()
    _ = reconciler.takeActions()
    #expect(try reconciler.mutate("odds", item: "a", value: 2, modified: 5) == 1)
    let mutation = Mutation(id: 1, item: "a", value: 2, baseVersion: 10, modified: 5)
    #expect(reconciler.takeActions() == [shows(2), .send(category: "odds", mutation)])
    #expect(reconciler.serverItems(of: "odds").map(\.value) == [1])
    #expect(try reconciler.mutate("odds", item: "a", value: nil, modified: 6) == 2)
    #expect(value(reconciler) == nil)
  }

  @Test func `a change stays until the update with it has come`() throws {
    var reconciler = live()
    try reconciler.mutate("odds", item: "a", value: 2, modified: 5)
    reconciler.receiveConfirmation("odds", mutation: 1, at: at(11))
    _ = reconciler.takeActions()
    #expect(value(reconciler) == 2)
    reconciler.receive([update(2, 11, mutation: 1)], of: "odds", now: now)
    #expect(reconciler.takeActions() == [])
    #expect(reconciler.mutations(of: "odds") == [])
  }

  @Test func `an update that nobody marks settles the change that it equals`() throws {
    var reconciler = live()
    try reconciler.mutate("odds", item: "a", value: 2, modified: 5)
    reconciler.receive([update(2, 11)], of: "odds", now: now)
    #expect(reconciler.mutations(of: "odds") == [])
    #expect(value(reconciler) == 2)
  }

  @Test func `a later update settles what was confirmed, even if filters keep its own away`() throws {
    var reconciler = live()
    try reconciler.mutate("odds", item: "a", value: 2, modified: 5)
    try reconciler.mutate("odds", item: "b", value: 3, modified: 5)
    reconciler.receiveConfirmation("odds", mutation: 1, at: at(12))
    reconciler.receiveConfirmation("odds", mutation: 2, at: at(12))
    reconciler.receive([update(4, 11)], of: "odds", now: now)
    #expect(value(reconciler) == 2)
    _ = reconciler.takeActions()
    reconciler.receive([update(5, 13)], of: "odds", now: now)
    #expect(value(reconciler) == 5)
    let changes = [StateChange(id: "a", value: 5), StateChange(id: "b", value: nil)]
    #expect(reconciler.takeActions() == [.applyUpdate(category: "odds", changes)])
  }

  @Test func `a confirmation of what has come already, or without a position, ends the change`() throws {
    for position in [nil, at(10)] {
      var reconciler = live()
      try reconciler.mutate("odds", item: "a", value: 2, modified: 5)
      _ = reconciler.takeActions()
      reconciler.receiveConfirmation("odds", mutation: 1, at: position)
      reconciler.receiveConfirmation("odds", mutation: 1, at: position)
      #expect(reconciler.takeActions() == [shows(1)])
    }
  }

  @Test func `a confirmation of an epoch that is over ends with it`() throws {
    var reconciler = live()
    try reconciler.mutate("odds", item: "a", value: 2, modified: 5)
    reconciler.receiveConfirmation("odds", mutation: 1, at: at(3, "f"))
    #expect(reconciler.mutations(of: "odds") == [])
  }

  @Test func `before the first snapshot nothing has come`() throws {
    var reconciler = Reconciler()
    reconciler.register(StateCategory("odds"))
    try reconciler.mutate("odds", item: "a", value: 2, modified: 5)
    reconciler.receiveConfirmation("odds", mutation: 1, at: at(1))
    #expect(reconciler.mutations(of: "odds").count == 1)
    #expect(value(reconciler) == 2)
  }

  @Test func `a refusal takes the change back`() throws {
    var reconciler = live()
    try reconciler.mutate("odds", item: "a", value: 2, modified: 5)
    let mutation = reconciler.mutations(of: "odds")[0]
    _ = reconciler.takeActions()
    reconciler.receiveRejection("odds", mutation: 1, reason: "closed")
    #expect(
      reconciler.takeActions() == [shows(1), .rollBack(category: "odds", mutation, reason: .rejected("closed"))])
  }

  @Test func `too many changes are refused`() throws {
    var reconciler = live()
    for number in 0..<3 { try reconciler.mutate("odds", item: "\(number)", value: 1, modified: 0) }
    let error = ReconciliationError.tooManyMutations(category: "odds", limit: 3)
    #expect(throws: error) { try reconciler.mutate("odds", item: "x", value: 1, modified: 0) }
    #expect(error.description.hasPrefix("3 mutations of odds wait for the server, which is the limit"))
  }

  @Test func `what was not confirmed is sent again on the next connection`() throws {
    var reconciler = live()
    try reconciler.mutate("odds", item: "a", value: 2, modified: 5)
    connect(&reconciler, [StateItem(id: "a", value: 1, version: 10)], at: 12)
    let sent = reconciler.takeActions().filter { if case .send = $0 { true } else { false } }
    #expect(sent == [.send(category: "odds", reconciler.mutations(of: "odds")[0])])
    connect(&reconciler, [StateItem(id: "a", value: 2, version: 13)], at: 13)
    #expect(reconciler.mutations(of: "odds") == [])
  }

  @Test func `a change that is made offline waits for the connection`() throws {
    var reconciler = live()
    reconciler.disconnect()
    _ = reconciler.takeActions()
    try reconciler.mutate("odds", item: "a", value: 2, modified: 5)
    #expect(reconciler.takeActions() == [shows(2)])
    reconciler.receive([update(3, 11)], of: "odds", now: now)
    connect(&reconciler, [StateItem(id: "a", value: 3, version: 11)], at: 11)
    #expect(value(reconciler) == 3)
    guard case .rollBack(_, let mutation, .conflict(let update))? = reconciler.takeActions().last else {
      return #expect(Bool(false))
    }
    #expect(mutation.value == 2 && update.value == 3)
  }

  @Test(
    arguments: [
      (.serverWins, 99, nil), (.clientWins, 0, 2), (.newest, 4, 2), (.newest, 5, nil), (.newest, 6, nil),
      (.version, 0, nil), (.merge { _, _ in nil }, 0, nil),
    ] as [(ConflictPolicy, Int64, JSONValue?)])
  func `a conflict is decided by the policy`(policy: ConflictPolicy, modified: Int64, stays: JSONValue?) throws {
    for reconciler in [live(policy), live(.clientWins, own: policy)] {
      var reconciler = reconciler
      try reconciler.mutate("odds", item: "a", value: 2, modified: 5)
      let mutation = reconciler.mutations(of: "odds")[0]
      _ = reconciler.takeActions()
      let other = update(7, 11, modified: modified)
      reconciler.receive([other], of: "odds", now: now)
      #expect(value(reconciler) == stays ?? 7)
      let rollback = ReconciliationAction.rollBack(category: "odds", mutation, reason: .conflict(other))
      #expect(reconciler.takeActions() == (stays == nil ? [shows(7), rollback] : []))
    }
  }

  @Test func `a version that is not newer is no conflict`() throws {
    var reconciler = live(.version)
    try reconciler.mutate("odds", item: "a", value: 2, modified: 5)
    reconciler.receive([StateUpdate(id: "a", value: 7, version: 10, position: at(11))], of: "odds", now: now)
    #expect(value(reconciler) == 2)
  }

  @Test func `a merged value is sent under a number of its own`() throws {
    var reconciler = live(
      .merge { server, client in .array([server.value, client.value].compactMap { $0 }) })
    try reconciler.mutate("odds", item: "a", value: 2, modified: 5)
    _ = reconciler.takeActions()
    reconciler.receive([update(7, 11)], of: "odds", now: now)
    var merged = Mutation(id: 2, item: "a", value: [7, 2], baseVersion: 11, modified: 5)
    merged.origin = 1
    #expect(reconciler.takeActions() == [.send(category: "odds", merged), shows([7, 2])])
    reconciler.receive([update(2, 12, mutation: 1), update([7, 2], 13, mutation: 2)], of: "odds", now: now)
    #expect(reconciler.mutations(of: "odds") == [])
    #expect(value(reconciler) == [7, 2])
  }

  @Test func `the own update of one change is no conflict for the next`() throws {
    var reconciler = live()
    try reconciler.mutate("odds", item: "a", value: 2, modified: 5)
    try reconciler.mutate("odds", item: "a", value: 3, modified: 6)
    reconciler.receive([update(2, 11)], of: "odds", now: now)
    #expect(reconciler.mutations(of: "odds").map(\.id) == [2])
    #expect(reconciler.mutations(of: "odds")[0].baseVersion == 11)
    #expect(value(reconciler) == 3)
  }

  @Test(arguments: ["server_wins", "client_wins", "newest", "version", "merge"])
  func `policies have the names of the web client`(name: String) {
    #expect(ConflictPolicy(name: name)?.name == (name == "merge" ? nil : name))
    #expect(ConflictPolicy.merge { _, _ in nil }.name == "merge")
    #expect(ConflictPolicy(name: "moon") == nil)
  }
}
