import TautBackoff
import TautClient
import TautEnvelope
import TautReconciliation
import TautRooms
import TautServer
import TautSession
import Testing

@Suite struct LiveStateTests {
  @Test func `a state has what was there before, what comes, and what goes`() async throws {
    try await StateServer.with { server in
      try await server.publish("a", 1)
      try await server.publish("b", 2)
      try await server.withState { state, _ in
        try await state.waitUntilLive()
        #expect(await state.isLive)
        #expect(await state.isComplete)
        #expect(await state.items == ["a": Prop(player: "Trout", line: 1), "b": Prop(player: "Trout", line: 2)])
        var changes = state.makeAsyncIterator()
        guard case .snapshot(let all)? = try await changes.next(), case .live? = try await changes.next() else {
          return #expect(Bool(false))
        }
        #expect(all.count == 2)
        try await server.publish("c", 3)
        try await server.publish(#"{"id":"a","deleted":true}"#)
        guard case .upsert("c", Prop(player: "Trout", line: 3))? = try await changes.next(),
          case .remove("a")? = try await changes.next()
        else { return #expect(Bool(false)) }
        #expect(await state.items.keys.sorted() == ["b", "c"])
      }
    }
  }

  @Test func `a lost connection is told, and what was missed comes as changes`() async throws {
    try await StateServer.with { server in
      try await server.publish("a", 1)
      try await server.withState { state, client in
        try await state.waitUntilLive()
        var changes = state.makeAsyncIterator()
        _ = (try await changes.next(), try await changes.next())
        await client.disconnect()
        guard case .stale(.disconnected)? = try await changes.next() else { return #expect(Bool(false)) }
        #expect(await !state.isLive)
        try await server.publish("a", 2)
        await client.connect()
        guard case .live? = try await changes.next(), case .upsert("a", let prop)? = try await changes.next() else {
          return #expect(Bool(false))
        }
        #expect(prop.line == 2)
      }
    }
  }

  @Test func `where the history is too short a gap is told, and a snapshot follows`() async throws {
    try await StateServer.with {
      $0.history.count = 2
    } _: { server in
      try await server.publish("a", 1)
      try await server.withState { state, client in
        try await state.waitUntilLive()
        await client.disconnect()
        for number in 0..<6 { try await server.publish("\(number)", Double(number)) }
        var changes = state.makeAsyncIterator()
        guard case .snapshot? = try await changes.next() else { return #expect(Bool(false)) }
        await client.connect()
        var story: [String] = []
        while story.last != "live", let change = try await changes.next() {
          switch change {
          case .snapshot: story.append("snapshot")
          case .stale(.gap): story.append("stale gap")
          case .live: story.append("live")
          default: continue
          }
        }
        #expect(story.suffix(3) == ["stale gap", "snapshot", "live"])
        #expect(await state.items.keys.sorted() == ["0", "1", "2", "3", "4", "5", "a"])
      }
    }
  }

  @Test func `a server that begins anew is followed`() async throws {
    try await StateServer.with { server in
      try await server.publish("a", 1)
      try await server.withState { state, _ in
        try await state.waitUntilLive()
        try await server.restart()
        try await server.publish("b", 2)
        try await state.wait { $0.keys.sorted() == ["b"] }
        try await state.waitUntilLive()
        try await server.publish("c", 3)
        try await state.wait { $0.keys.sorted() == ["b", "c"] }
      }
    }
  }

  @Test func `what cannot be decoded is told by its item, and harms no other`() async throws {
    try await StateServer.with { server in
      try await server.publish(#"{"id":"x","line":"high"}"#)
      try await server.publish("a", 1)
      try await server.withState { state, _ in
        var changes = state.makeAsyncIterator()
        guard case .snapshot(let all)? = try await changes.next(), case .undecodable("x", _)? = try await changes.next()
        else { return #expect(Bool(false)) }
        #expect(all.keys.sorted() == ["a"])
        _ = try await changes.next()
        try await server.publish(#"{"id":"a","line":null}"#)
        try await server.publish("x", 2)
        guard case .undecodable("a", _)? = try await changes.next(), case .upsert("x", _)? = try await changes.next()
        else { return #expect(Bool(false)) }
        #expect(await state.items.keys.sorted() == ["x"])
      }
    }
  }

  @Test func `more items than allowed are an error that names the limit, and the state can go on`() async throws {
    try await StateServer.with { server in
      for id in ["a", "b"] { try await server.publish(id, 1) }
      var configuration = LiveStateConfiguration()
      configuration.reconciliation.itemLimit = 2
      try await server.withState(configuration) { state, _ in
        try await state.waitUntilLive()
        try await server.publish("c", 1)
        let error = LiveStateError.gaveUp(room: "mlb", .tooManyItems(limit: 2))
        await #expect(throws: error) { for try await _ in state {} }
        await #expect(throws: error) { try await state.waitUntilLive() }
        #expect("\(error)".contains("more than 2 items"))
        #expect(await !state.isLive)
        try await server.publish(#"{"id":"a","deleted":true}"#)
        await state.force()
        while await !state.isLive { await Task.yield() }
        #expect(await state.items.keys.sorted() == ["b", "c"])
      }
    }
  }

  @Test func `a reader that falls behind gets a snapshot in place of what it missed`() async throws {
    try await StateServer.with { server in
      try await server.publish("a", 0)
      var configuration = LiveStateConfiguration()
      configuration.backlogLimit = 5
      try await server.withState(configuration) { state, _ in
        try await state.waitUntilLive()
        var changes = state.makeAsyncIterator()
        _ = (try await changes.next(), try await changes.next())
        for number in 1...20 { try await server.publish("a", Double(number)) }
        try await state.wait { $0["a"]?.line == 20 }
        guard case .snapshot? = try await changes.next() else { return #expect(Bool(false)) }
        var (last, count) = (0.0, 0)
        while last < 20 {
          if case .upsert(_, let prop)? = try await changes.next() { last = prop.line }
          count += 1
        }
        #expect(count <= 5)
      }
    }
  }

  @Test func `a reader that is cancelled ends, and the state goes on until it is cancelled itself`() async throws {
    try await StateServer.with { server in
      try await server.withState { state, _ in
        try await state.waitUntilLive()
        let reader = Task { for try await _ in state {} }
        reader.cancel()
        try await reader.value
        let waiting = Task { try await state.waitUntilLive() }
        try await waiting.value
        try await server.publish("a", 1)
        try await state.wait { $0.count == 1 }
        let other = Task { for try await _ in state {} }
        await state.cancel()
        try await other.value
        #expect(await state.items.count == 1)
        await #expect(throws: LiveStateError.closed) { try await state.remove("a") }
        await #expect(throws: LiveStateError.closed) { try await state.waitUntilLive() }
      }
    }
  }

  @Test func `states are loaded anew on demand, one or several`() async throws {
    try await StateServer.with { server in
      try await server.publish("a", 1)
      try await server.withState { state, client in
        let other = try await client.state(of: "nba", as: Prop.self)
        try await state.waitUntilLive()
        try await other.waitUntilLive()
        for rooms in [["mlb", "moon"], nil] {
          var changes = state.makeAsyncIterator()
          _ = (try await changes.next(), try await changes.next())
          await client.forceReconciliation(rooms)
          guard case .stale(.reloading)? = try await changes.next(), case .snapshot(let all)? = try await changes.next()
          else { return #expect(Bool(false)) }
          #expect(all.count == 1)
          try await state.waitUntilLive()
          try await other.waitUntilLive()
        }
      }
    }
  }

  @Test func `a room that the server refuses ends the state`() async throws {
    try await StateServer.with { server in
      try await server.withState { _, client in
        let state = try await client.state(of: "no such room!", as: Prop.self)
        do {
          for try await _ in state {}
          #expect(Bool(false))
        } catch let LiveStateError.refused(error) {
          #expect(error.category == .serverError)
        }
        await #expect(throws: SessionError.self) {
          var configuration = LiveStateConfiguration()
          configuration.filters = "7"
          _ = try await client.state(of: "mlb", as: Prop.self, configuration)
        }
      }
    }
  }

  @Test func `a state of some items has these`() async throws {
    try await StateServer.with { server in
      for number in 1...4 {
        try await server.publish(#"{"id":"\#(number)","line":1,"kind":\#(number % 2)}"#)
      }
      var configuration = LiveStateConfiguration()
      configuration.filters = #"{"kind":1}"#
      configuration.reconciliation.auditInterval = .milliseconds(20)
      try await server.withState(configuration) { state, _ in
        try await state.waitUntilLive()
        try await server.publish(#"{"id":"5","line":1,"kind":1}"#)
        try await server.publish(#"{"id":"6","line":1,"kind":0}"#)
        try await state.wait { $0.keys.sorted() == ["1", "3", "5"] }
        // It leaves the filter, which an audit finds.
        try await server.publish(#"{"id":"1","line":1,"kind":0}"#)
        try await state.wait { $0.keys.sorted() == ["3", "5"] }
      }
    }
  }

  @Test func `a client that missed something is healed by an audit`() async throws {
    let server = try await RoomServer()
    var configuration = ClientConfiguration(url: "ws://127.0.0.1:\(server.port)/ws")
    configuration.session.backoff = .immediate
    try await Client.withConnection(configuration) { client in
      var configuration = LiveStateConfiguration()
      configuration.reconciliation.auditInterval = .milliseconds(50)
      let state = try await client.state(of: "mlb", as: Prop.self, configuration)
      try await state.waitUntilLive()
      server.publish(#"{"id":"a","line":1}"#)
      try await state.wait { $0.count == 1 }
      var changes = state.makeAsyncIterator()
      _ = (try await changes.next(), try await changes.next())
      server.publish(#"{"id":"b","line":1}"#, isLost: true)
      server.publish(#"{"id":"a","line":2}"#)
      guard case .upsert("a", _)? = try await changes.next(), case .stale(.diverged)? = try await changes.next(),
        case .snapshot(let all)? = try await changes.next(), case .live? = try await changes.next()
      else { return #expect(Bool(false)) }
      #expect(all.keys.sorted() == ["a", "b"])
      #expect(await state.divergences == 1)
    }
  }

  @Test func `a client that gives up says so, and goes on when it connects again`() async throws {
    try await StateServer.with { server in
      var configuration = ClientConfiguration(url: "ws://127.0.0.1:\(server.port)/nowhere")
      configuration.session.backoff = .immediate
      configuration.session.backoff.maximumAttempts = 1
      try await Client.withConnection(configuration) { client in
        let state = try await client.state(of: "mlb", as: Prop.self)
        do {
          for try await _ in state {}
          #expect(Bool(false))
        } catch let LiveStateError.interrupted(error) {
          #expect(error.code == "UPGRADE_REFUSED")
        }
        let late = try await client.state(of: "mlb", as: Prop.self)
        await #expect(throws: LiveStateError.self) { try await late.waitUntilLive() }
        try await client.setConfiguration(SessionConfiguration(url: "ws://127.0.0.1:\(server.port)/ws"))
        await client.connect()
        while await !state.isLive { await Task.yield() }
        try await state.waitUntilLive()
      }
    }
  }
}
