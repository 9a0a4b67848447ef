import TautEnvelope
import TautJSON
import TautSimulation
import Testing

@Suite struct SimulationTests {
  let start = ContinuousClock.now

  func make(seed: UInt64 = 1, _ change: (inout SimulationConfiguration) -> Void = { _ in }) -> Simulation {
    var configuration = SimulationConfiguration()
    configuration.isEnabled = true
    change(&configuration)
    return Simulation(configuration, seed: seed)
  }

  @Test func `nothing is simulated until somebody asks`() {
    var simulation = Simulation(seed: 1)
    var messages: [Envelope] = []
    #expect(!simulation.isSimulating)
    #expect(!simulation.showsIndicator)
    #expect(simulation.poll(at: start, timestamp: 0, into: &messages) == nil)
    #expect(messages.isEmpty)
    simulation.setSimulationMode(true)
    #expect(simulation.isSimulating)
    #expect(simulation.showsIndicator)
    #expect(simulation.poll(at: start, timestamp: 0, into: &messages) == start + .seconds(3))
    #expect(messages.count == 3)
  }

  @Test func `the first tick is due at once, the next after the interval`() {
    var simulation = make { $0.updateInterval = .milliseconds(2000) }
    var messages: [Envelope] = []
    #expect(simulation.poll(at: start, timestamp: 5, into: &messages) == start + .seconds(2))
    #expect(messages.map(\.type) == [.propUpdate, .oddsChange, .gameUpdate])
    #expect(messages.allSatisfy { $0.timestamp == 5 && $0.meta?.source == .simulation })
    #expect(simulation.poll(at: start + .seconds(1), timestamp: 6, into: &messages) == start + .seconds(2))
    #expect(messages.count == 3)
    #expect(simulation.poll(at: start + .milliseconds(2500), timestamp: 7, into: &messages) == start + .seconds(4))
    #expect(messages.count == 6)
    #expect(simulation.poll(at: start + .seconds(60), timestamp: 8, into: &messages) == start + .seconds(62))
    #expect(messages.count == 9)
  }

  @Test func `switching on and off starts with a tick each time`() {
    var simulation = make()
    var messages: [Envelope] = []
    _ = simulation.poll(at: start, timestamp: 0, into: &messages)
    simulation.setSimulationMode(true)
    _ = simulation.poll(at: start + .seconds(1), timestamp: 0, into: &messages)
    #expect(messages.count == 3)
    simulation.setSimulationMode(false)
    #expect(simulation.poll(at: start + .seconds(9), timestamp: 0, into: &messages) == nil)
    simulation.setSimulationMode(true)
    _ = simulation.poll(at: start + .seconds(10), timestamp: 0, into: &messages)
    #expect(messages.count == 6)
  }

  @Test func `messages are whole envelopes, with S0's fields in their payloads`() throws {
    var simulation = make()
    var messages: [Envelope] = []
    _ = simulation.poll(at: start, timestamp: 1_755_252_000_000, into: &messages)
    let fields = [
      ["id", "player", "type", "line", "odds", "confidence"], ["prop_id", "new_odds", "movement", "timestamp"],
      ["game_id", "home_score"],
    ]
    for (message, names) in zip(messages, fields) {
      var bytes: [UInt8] = []
      message.encode(into: &bytes)
      let json = try JSONValue(parsing: bytes)
      #expect(json["meta"]?["source"] == "simulation")
      #expect(json["version"] == "2.0")
      for name in names { #expect(json["payload"]?[name] != nil, "no \(name)") }
    }
    #expect(messages.map { $0.meta?.room } == ["props", "odds", "games"])
    #expect(Set(messages.map(\.correlationId)).count == 3)
  }

  @Test func `a channel of one's own has its generator and its name as type`() {
    var simulation = make {
      $0.channels = ["test", "props"]
      $0.generators = [
        "test": SimulationGenerator { _, _ in ["id": 1, "data": "test"] },
        "props": SimulationGenerator { random, timestamp in
          ["line": .number(JSONNumber(Int.random(in: 0..<9, using: &random))), "at": .number(JSONNumber(timestamp))]
        },
      ]
    }
    var messages: [Envelope] = []
    _ = simulation.poll(at: start, timestamp: 4, into: &messages)
    #expect(messages.map(\.type) == ["test", .propUpdate])
    #expect(String(decoding: messages[0].payload, as: UTF8.self) == #"{"id":1,"data":"test"}"#)
    #expect(String(decoding: messages[1].payload, as: UTF8.self).hasSuffix(#","at":4}"#))
  }

  @Test func `the same seed gives the same messages, whatever is generated beside`() {
    func run(seed: UInt64, _ change: (inout SimulationConfiguration) -> Void = { _ in }) -> [Envelope] {
      var simulation = make(seed: seed, change)
      var messages: [Envelope] = []
      for tick in 0..<50 {
        _ = simulation.poll(at: start + .seconds(3 * tick), timestamp: Int64(tick), into: &messages)
      }
      return messages
    }
    #expect(run(seed: 1) == run(seed: 1))
    #expect(run(seed: 1) != run(seed: 2))
    let beside = run(seed: 1) {
      $0.channels.append("mine")
      $0.generators["mine"] = SimulationGenerator { random, _ in .boolean(Bool.random(using: &random)) }
    }
    #expect(beside.filter { $0.type != "mine" }.map(\.payload) == run(seed: 1).map(\.payload))
  }

  @Test func `the history is bounded`() {
    var simulation = make { $0.historyLimit = 10 }
    var messages: [Envelope] = []
    for tick in 0..<20 { _ = simulation.poll(at: start + .seconds(3 * tick), timestamp: 0, into: &messages) }
    #expect(simulation.history == Array(messages.suffix(10)))
    simulation.configuration.historyLimit = 0
    _ = simulation.poll(at: start + .seconds(100), timestamp: 0, into: &messages)
    #expect(simulation.history.isEmpty)
  }

  @Test func `what keeps it from working is said`() {
    var configuration = SimulationConfiguration()
    #expect(configuration.problems == ["the simulation is not enabled"])
    configuration.isEnabled = true
    #expect(configuration.problems == [])
    configuration.channels = ["moon"]
    #expect(
      configuration.problems == ["the channel moon has no generator: add one, or use props, odds or games"])
    var simulation = Simulation(configuration, seed: 1)
    var messages: [Envelope] = []
    #expect(simulation.poll(at: start, timestamp: 0, into: &messages) != nil)
    #expect(messages.isEmpty)
    configuration.channels = []
    #expect(configuration.problems == ["the simulation has no channels"])
  }
}
