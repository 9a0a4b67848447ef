import TautBytes
import TautBackoff
import TautClient
import TautDiagnostics
import TautEnvelope
import TautHealth
import TautJSON
import TautNotifications
import TautSession
import TautSimulation
import Testing

@Suite struct ClientSimulationTests {
  private struct Value: Codable, Sendable, Equatable {
    var number: Int
  }

  /// Two channels, one of them like a room of the server.
  private static func configuration(_ port: UInt16? = nil) -> ClientConfiguration {
    var configuration = ClientConfiguration(url: port.map { "ws://127.0.0.1:\($0)/ws" })
    configuration.session.backoff = .immediate
    var simulation = SimulationConfiguration()
    simulation.channels = ["mlb", "test"]
    simulation.updateInterval = .milliseconds(1)
    for channel in simulation.channels {
      simulation.generators[channel] = SimulationGenerator { random, _ in
        ["number": .number(JSONNumber(Int.random(in: 100...999, using: &random)))]
      }
    }
    configuration.simulation = simulation
    return configuration
  }

  private static func enabled() -> ClientConfiguration {
    var configuration = configuration()
    configuration.simulation?.isEnabled = true
    return configuration
  }

  @Test func `without a server a simulating client is open, and its messages come like real ones`() async throws {
    let client = try await Client.prepared(Self.enabled())
    let before = await client.isSimulating
    #expect(!before)
    var messages = await client.messages().makeAsyncIterator()
    var values = try await client.subscribe(to: "test", as: Value.self).makeAsyncIterator()
    let (stream, seen) = AsyncStream.makeStream(of: ClientMessage.self)
    _ = await client.register(["test": { seen.yield($0) }])
    await client.connect()
    let phase = await client.phase()
    #expect(phase.enhancedState == .ready)
    let isSimulating = await client.isSimulating
    #expect(isSimulating)
    let label = await client.indicator().label
    #expect(label == "Simulation Active")
    // The first tick was at once, with one message for each channel.
    for channel in ["mlb", "test"] {
      let message = try #require(await messages.next())
      #expect(message.type.rawValue == channel && message.room == channel)
      let envelope = try message.message.withBytesDecoded()
      #expect(envelope.meta?.source == .simulation)
    }
    var handled = stream.makeAsyncIterator()
    for _ in 1...3 {
      let value = try await values.next()
      let message = try #require(await handled.next())
      #expect(try message.decode(Value.self) == value)
    }
    await client.disconnect()
    let after = await client.isSimulating
    #expect(!after)
    await client.close()
  }

  @Test func `the same seed gives the same data, another seed other ones`() async throws {
    func values(_ seed: UInt64) async throws -> [Int] {
      var configuration = Self.enabled()
      configuration.simulationSeed = seed
      let client = try await Client.prepared(configuration)
      var values = try await client.subscribe(to: "test", as: Value.self).makeAsyncIterator()
      await client.connect()
      var numbers: [Int] = []
      while numbers.count < 5, let value = try await values.next() { numbers.append(value.number) }
      await client.close()
      return numbers
    }
    let (first, second, other) = (try await values(7), try await values(7), try await values(8))
    #expect(first == second)
    #expect(first != other)
  }

  @Test func `filters choose among simulated messages`() async throws {
    let client = try await Client.prepared(Self.enabled())
    var high = try await client.subscribe(to: "test", as: Value.self, filters: #"{"number":{"gte":500}}"#)
      .makeAsyncIterator()
    await client.connect()
    for _ in 1...5 {
      let value = try #require(try await high.next())
      #expect(value.number >= 500)
    }
    await client.close()
  }

  @Test func `the mode takes the place of a connection, and after it nothing is missed`() async throws {
    let server = try await RoomServer()
    try await Client.withConnection(Self.configuration(server.port)) { client in
      let subscription = try await client.subscribe(to: "mlb", as: Value.self)
      var events = subscription.events.makeAsyncIterator()
      guard case .subscribed = await events.next() else { return #expect(Bool(false)) }
      server.publish(#"{"number":1}"#)
      var values = subscription.makeAsyncIterator()
      var next = try await values.next()
      #expect(next == Value(number: 1))
      await client.setSimulationMode(true)
      server.publish(#"{"number":2}"#)
      next = try await values.next()
      #expect(next.map { $0.number >= 100 } == true)
      await client.setSimulationMode(false)
      repeat { next = try await values.next() } while next.map { $0.number >= 100 } == true
      #expect(next == Value(number: 2))
      let isSimulating = await client.isSimulating
      #expect(!isSimulating)
    }
  }

  @Test func `the mode alone connects a client that nobody connected, and its end disconnects it`() async throws {
    let client = try await Client.prepared(Self.configuration())
    var messages = await client.messages().makeAsyncIterator()
    await client.setSimulationMode(true)
    let message = await messages.next()
    #expect(message != nil)
    await client.setSimulationMode(false)
    let phase = await client.phase()
    #expect(phase == .idle)
    await client.close()
  }

  @Test func `requests and publishes are refused while data are simulated`() async throws {
    try await Client.withConnection(Self.enabled()) { client in
      let refusal = SessionError.simulated
      await #expect(throws: refusal) { try await client.request("get_props") }
      await #expect(throws: refusal) { try await client.publish(to: "mlb", "odds", Value(number: 1)) }
      await #expect(throws: refusal) { try await client.send("note") }
    }
  }

  @Test func `diagnostics, health and notices say that the data are simulated, and count nothing of them`() async throws
  {
    let server = try await RoomServer()
    var configuration = Self.configuration(server.port)
    configuration.simulation?.isEnabled = true
    let client = try await Client.prepared(configuration)
    var messages = await client.messages().makeAsyncIterator()
    var notices = await client.notifications().makeAsyncIterator()
    await client.connect()
    _ = await messages.next()
    let first = await notices.next()
    #expect(first?.notice.text == "Simulation Active")
    let indicator = await client.indicator()
    #expect(indicator.label == "Simulation Active" && indicator.color == .gray)
    let state = await client.state()
    #expect(state.isSimulating && state.phase == .open)
    let stats = state.stats
    #expect(stats.totalAttempts == 0 && stats.successfulConnections == 0 && stats.messagesReceived == 0)
    #expect(stats.connectionStart == nil && stats.currentUptimeMs == 0)
    let health = await client.health()
    #expect(health.isSimulating && !health.isHealthy && health.score == 0 && health.issues == [.simulated])
    let explanation = await client.explain()
    #expect(explanation.summary.hasPrefix("not connected, with simulated data for"))
    await client.setSimulationMode(false)
    let second = await notices.next()
    #expect(second?.notice.text == "Connected")
    let after = await client.state()
    #expect(!after.isSimulating && after.stats.totalAttempts == 1)
    let healthAfter = await client.health()
    #expect(!healthAfter.isSimulating && healthAfter.isHealthy)
    await client.close()
  }

  @Test func `after giving up data are simulated where the fallback says so`() async throws {
    var configuration = Self.configuration(1)
    configuration.session.backoff.maximumAttempts = 0
    configuration.session.fallback = .simulate
    try await Client.withConnection(configuration) { client in
      var values = try await client.subscribe(to: "test", as: Value.self).makeAsyncIterator()
      let value = try await values.next()
      #expect(value != nil)
      let phase = await client.phase()
      #expect(phase == .fallback)
      let isSimulating = await client.isSimulating
      #expect(isSimulating)
      let state = await client.state()
      #expect(state.isSimulating && state.fallbackReason != nil)
      let explanation = await client.explain()
      #expect(explanation.summary.hasSuffix("with simulated data"))
      let texts = await client.toasts().map(\.notice.text)
      #expect(texts == ["Disconnected, showing simulated data"])
    }
  }

  @Test func `after giving up nothing is simulated where nobody configured it, but the mode may be entered`()
    async throws
  {
    var configuration = ClientConfiguration(url: nil)
    configuration.session.fallback = .simulate
    try await Client.withConnection(configuration) { client in
      var isSimulating = await client.isSimulating
      #expect(!isSimulating)
      let detail = await client.indicator().detail
      #expect(detail == nil)
      await client.setSimulationMode(true)
      isSimulating = await client.isSimulating
      #expect(isSimulating)
      let types = await client.simulationHistory.map(\.type)
      // Ticks of three, however many there were meanwhile.
      let ticks = stride(from: 0, to: types.count, by: 3).map { Array(types[$0..<min($0 + 3, types.count)]) }
      #expect(!ticks.isEmpty && ticks.allSatisfy { $0 == [.propUpdate, .oddsChange, .gameUpdate] })
    }
  }

  @Test func `a simulation waits for slow readers, and its history is bounded`() async throws {
    var configuration = Self.enabled()
    configuration.inboxLimit = 2
    configuration.simulation?.historyLimit = 3
    let client = try await Client.prepared(configuration)
    var messages = await client.messages().makeAsyncIterator()
    await client.connect()
    for _ in 1...10 { _ = await messages.next() }
    let history = await client.simulationHistory
    #expect(history.count == 3)
    await client.close()
  }

  @Test func `a configuration that is changed in the mode counts after it`() async throws {
    let server = try await RoomServer()
    try await Client.withConnection(Self.enabled()) { client in
      try await client.setConfiguration(Self.configuration(server.port).session)
      let isSimulating = await client.isSimulating
      #expect(isSimulating)
      await client.setSimulationMode(false)
      let answer: Value = try await client.request("echo", Value(number: 7))
      #expect(answer == Value(number: 7))
    }
  }
}

extension [UInt8] {
  fileprivate func withBytesDecoded() throws -> Envelope {
    try withBytes { try Envelope(decoding: $0) }
  }
}
