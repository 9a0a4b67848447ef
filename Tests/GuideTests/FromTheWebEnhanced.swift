// Code that Docs/Guides/From-the-web.md shows, in the same words; FromTheWebTests compares them.

import TautBackoff
import TautClient
import TautDiagnostics
import TautEnvelope
import TautHealth
import TautHeartbeat
import TautJSON
import TautReconciliation
import TautSession
import TautSimulation

func showStatus(_ client: Client, on screen: Screen) async {
  let changes = await client.states()
  screen.show("Status: \(await client.phase().enhancedState.rawValue)")
  if await client.isSimulating { screen.show("Simulation Active") }
  for await change in changes { screen.show("Status: \(change.to.enhancedState.rawValue)") }
}

struct Prop: Codable, Sendable {
  var player: String
  var line: Double
}

func followProps(_ client: Client, on screen: Screen) async -> HandlerToken {
  await client.register([
    .propUpdate: { message in
      guard let prop = try? message.decode(Prop.self) else { return }
      screen.show("\(prop.player): \(prop.line)")
    },
    .oddsChange: { message in screen.show("odds: \(message.text)") },
  ])
}

struct PropsRequest: Codable, Sendable {
  var sport: String
  var game_id: String
}

struct PropsAnswer: Codable, Sendable {
  var props: [Prop]
}

func fetchProps(_ client: Client, on screen: Screen) async {
  do {
    let answer = try await client.request(
      .getProps, PropsRequest(sport: "MLB", game_id: "12345"), as: PropsAnswer.self)
    screen.show("\(answer.props.count) props")
  } catch {
    screen.show("Request failed: \(error)")
  }
}

func configured(_ url: String) -> ClientConfiguration {
  var session = SessionConfiguration.v2(url: url)
  session.backoff = BackoffPolicy(.exponential(initial: .seconds(1), multiplier: 2))
  session.backoff.cap = .seconds(30)
  session.backoff.jitter = .ratio(0.1)
  session.backoff.maximumAttempts = 10
  session.backoff.resetAfter = .seconds(300)
  session.heartbeat.interval = .seconds(30)
  session.heartbeat.timeout = .seconds(5)
  session.requestTimeout = .seconds(30)
  session.fallback = .simulate
  var configuration = ClientConfiguration(session)
  configuration.connection.subprotocols = ["v2"]
  return configuration
}

func generators() -> SimulationConfiguration {
  var configuration = SimulationConfiguration()
  configuration.isEnabled = true
  configuration.updateInterval = .seconds(2)
  configuration.channels = ["props", "odds"]
  configuration.generators["props"] = SimulationGenerator { random, _ in
    [
      "player": "Mike Trout", "type": "over_hits",
      "line": .number(JSONNumber(Int.random(in: 1...3, using: &random))),
      "odds": .number(JSONNumber(Int.random(in: -110...(-70), using: &random))),
    ]
  }
  return configuration
}

func stateCategories(_ client: Client) async throws -> [String: LiveState<Prop>] {
  var configuration = LiveStateConfiguration()
  configuration.reconciliation.snapshotOnConnect = true
  configuration.reconciliation.conflictResolution = .serverWins
  var states: [String: LiveState<Prop>] = [:]
  for category in ["props", "odds", "games"] {
    states[category] = try await client.state(of: category, as: Prop.self, configuration)
  }
  await client.forceReconciliation(["props", "odds"])
  return states
}

func showHealth(_ client: Client, on screen: Screen) async {
  let health = await client.health()
  screen.show("Health: \(Int(health.score * 100))%, \(health.isHealthy ? "green" : "red")")
  if let latency = health.latency { screen.show("Latency: \(latency.smoothed)") }
  screen.show("Success Rate: \(Int(health.successRate * 100))%")
  for issue in health.issues { screen.show("Issue: \(issue); \(issue.recommendation)") }
}

func patientBackoff() -> BackoffPolicy {
  var policy = BackoffPolicy(
    .custom { attempt, error in
      // Longer delays for rate limits.
      if (error as? SessionError)?.code == "RATE_LIMIT_EXCEEDED" { return .seconds(min(60, 5 * attempt)) }
      return .seconds(min(30, 1 << min(attempt, 5)))
    })
  policy.cap = .seconds(60)
  policy.maximumAttempts = 15
  policy.resetAfter = .seconds(600)
  return policy
}

func followFiltered(_ client: Client) async throws -> Subscription<Prop> {
  var delivery = Delivery()
  delivery.batch = Delivery.Batch(size: 10)
  delivery.throttle = .seconds(1)
  delivery.deduplicate = .publicationID
  return try await client.subscribe(
    to: "mlb", as: Prop.self,
    filters: #"{"sport": "MLB", "player_ids": ["123", "456"], "prop_types": ["over_hits", "over_runs"]}"#,
    delivery: delivery)
}

func watchErrors(_ client: Client, on screen: Screen) async {
  for await change in await client.states() {
    guard case .lost(let error) = change.reason else { continue }
    switch error.code {
    case "CONNECTION_LOST", "WEBSOCKET_CLOSED": screen.show("Connection lost, attempting to reconnect...")
    case "RATE_LIMIT_EXCEEDED": screen.show("Rate limit exceeded, backing off...")
    default: screen.show("Error: \(error). \(error.isRecoverable ? "Retrying." : error.suggestion)")
    }
  }
}

func simulated(seed: UInt64, at now: ContinuousClock.Instant) -> [Envelope] {
  var simulation = Simulation(generators(), seed: seed)
  var messages: [Envelope] = []
  _ = simulation.poll(at: now, timestamp: 0, into: &messages)
  return messages
}

func debugging(_ client: Client, on screen: Screen) async {
  let state = await client.state()
  screen.show("Connection stats: \(state.stats)")
  screen.show(
    "Backoff: attempt \(await client.indicator().attempt ?? 0), after \(await client.lastError()?.code ?? "no error")")
  screen.show("Why: \(await client.explain())")
  for entry in await client.log() { screen.show("\(entry)") }
}
