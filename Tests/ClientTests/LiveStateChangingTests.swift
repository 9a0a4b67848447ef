import TautClient
import TautEnvelope
import TautReconciliation
import TautServer
import TautSession
import Testing

@Suite struct LiveStateChangingTests {
  private struct Whole: Codable, Sendable, Equatable {
    var id: String
    var player: String?
    var line: Double
    var team: String?
  }

  @Test func `a change is shown at once, and published to all`() async throws {
    try await StateServer.with { server in
      try await server.publish("a", 1)
      try await server.withState { state, client in
        try await state.waitUntilLive()
        let all = try await client.state(of: "mlb", as: Whole.self)
        try await all.waitUntilLive()
        try await state.update("a", to: Prop(player: nil, line: 2))
        #expect(await state.items["a"]?.line == 2)
        // What the type does not know stays, what it knows and does not have goes.
        try await all.wait { $0["a"] == Whole(id: "a", player: nil, line: 2, team: "LAA") }
        try await state.update("a") { $0.line += 1 }
        try await all.wait { $0["a"]?.line == 3 }
        try await all.update("b", to: Whole(id: "b", line: 7))
        try await state.wait { $0["b"]?.line == 7 }
        try await state.remove("a")
        try await all.wait { $0.keys.sorted() == ["b"] }
        await state.force()
        try await state.waitUntilLive()
        #expect(await state.items == ["b": Prop(line: 7)])
      }
    }
  }

  @Test func `a change that the server refuses is taken back`() async throws {
    try await StateServer.with {
      $0.clientsMayPublish = false
    } _: { server in
      try await server.withState { state, _ in
        try await state.waitUntilLive()
        var changes = state.makeAsyncIterator()
        _ = (try await changes.next(), try await changes.next())
        let refusal = await #expect(throws: LiveStateError.self) {
          try await state.update("a", to: Prop(player: "Trout", line: 2))
        }
        guard case .rejected(.server("NOT_ALLOWED", _, _))? = refusal,
          case .upsert("a", _)? = try await changes.next(), case .remove("a")? = try await changes.next(),
          case .rolledBack("a", .rejected)? = try await changes.next()
        else { return #expect(Bool(false)) }
        #expect(await state.items == [:])
      }
    }
  }

  @Test func `a change that cannot be made is refused at once`() async throws {
    try await StateServer.with { server in
      try await server.withState { state, client in
        try await state.waitUntilLive()
        await #expect(throws: LiveStateError.unknownItem(id: "z")) { try await state.update("z") { $0.line = 1 } }
        let numbers = try await client.state(of: "mlb", as: Double.self)
        await #expect(throws: LiveStateError.impossible(.noObject("a"))) { try await numbers.update("a", to: 7) }
        let whole = try await client.state(of: "mlb", as: Whole.self)
        await #expect(throws: LiveStateError.impossible(.otherItem("a", key: #""b""#))) {
          try await whole.update("a", to: Whole(id: "b", line: 1))
        }
      }
    }
  }

  @Test func `a change that is made offline is published with the next connection`() async throws {
    try await StateServer.with { server in
      try await server.publish("a", 1)
      try await server.withState { state, client in
        try await state.waitUntilLive()
        await client.disconnect()
        let task = Task { try await state.update("a") { $0.line = 2 } }
        try await state.wait { $0["a"]?.line == 2 }
        await client.connect()
        try await task.value
        #expect(await state.items["a"]?.line == 2)
      }
    }
  }

  @Test func `a change that gives way to the server's is taken back`() async throws {
    try await StateServer.with { server in
      try await server.publish("a", 1)
      try await server.withState { state, client in
        try await state.waitUntilLive()
        await client.disconnect()
        let task = Task { try await state.update("a") { $0.line = 2 } }
        try await state.wait { $0["a"]?.line == 2 }
        try await server.publish("a", 3)
        await client.connect()
        await #expect(throws: LiveStateError.conflict(id: "a")) { try await task.value }
        #expect(await state.items["a"]?.line == 3)
      }
    }
  }

  @Test func `whoever is cancelled takes the change back that was not sent`() async throws {
    try await StateServer.with { server in
      try await server.withState { state, client in
        try await state.waitUntilLive()
        await client.disconnect()
        let task = Task { try await state.update("a", to: Prop(player: nil, line: 2)) }
        try await state.wait { $0.count == 1 }
        task.cancel()
        await #expect(throws: LiveStateError.cancelled) { try await task.value }
        #expect(await state.items == [:])
        let other = Task { try await state.update("a", to: Prop(player: nil, line: 2)) }
        try await state.wait { $0.count == 1 }
        await state.cancel()
        await #expect(throws: LiveStateError.closed) { try await other.value }
      }
    }
  }

  @Test func `changes that wait are bounded`() async throws {
    try await StateServer.with { server in
      var configuration = LiveStateConfiguration()
      configuration.reconciliation.mutationLimit = 1
      try await server.withState(configuration) { state, client in
        try await state.waitUntilLive()
        await client.disconnect()
        let task = Task { try await state.update("a", to: Prop(line: 2)) }
        try await state.wait { $0.count == 1 }
        let error = LiveStateError.impossible(.tooManyMutations(category: "mlb", limit: 1))
        await #expect(throws: error) { try await state.update("b", to: Prop(line: 2)) }
        await client.connect()
        try await task.value
      }
    }
  }
}
