import TautClient

struct Odds: Codable, Sendable {
  var player: String
  var odds: Int
}

struct Program {
  static func main() async throws {
    try await Client.withConnection("ws://127.0.0.1:8000/ws") { client in
      for try await odds in try await client.subscribe(to: "mlb", as: Odds.self, types: ["odds_update"]) { print(odds) }
    }
  }
}

struct Question: Codable, Sendable {
  var sport: String
}

/// Asks, answers, watches.
func useEverything(_ client: Client) async throws {
  // A request is settled once: by its answer, an error, a timeout, or the loss of the connection.
  do {
    let props: [Odds] = try await client.request("get_props", Question(sport: "mlb"), timeout: .seconds(5))
    print(props)
  } catch let error as SessionError {
    print(error.code, error.category, error.isRecoverable, error, error.suggestion)
  }

  // Handlers by type, in sets that come and go together.
  let token = await client.register([
    "game_update": { message in print(try message.decode(Odds.self)) },
    .notification: { message in print(message.payload.count) },
  ])
  await token.cancel()

  // What a user has to know, and what a status line shows: each change from now on, until the client is closed.
  async let toasts: Void = {
    for await toast in await client.notifications() { print(toast.notice.severity, toast.notice.text) }
  }()
  for await change in await client.states() { print(change.to.eventState, change.reason) }
  await toasts
}

/// A client that comes back, with a token, and knows after a restart of its own what it has seen.
func survivor() -> ClientConfiguration {
  var configuration = ClientConfiguration.v2("wss://example.com/ws")
  configuration.token = { SessionToken(try await fetchToken()) }
  configuration.memoryFile = "/var/lib/example/client.json"
  configuration.session.connectTimeout = .seconds(10)
  return configuration
}

/// Shows every message of a room once and in order, and says what is missing.
func follow(_ room: String, with client: Client) async throws {
  for await event in try await client.subscribe(to: room, as: Odds.self, resumes: true).events {
    switch event {
    case .subscribed(let place, let isRecovered): print("at", place.offset, isRecovered ? "recovered" : "new")
    case .message(let message): print(message.offset ?? 0, try message.decode(Odds.self))
    case .gap(let gap): print("lost \(gap.from) to \(gap.to): \(gap.reason)")
    case .interrupted(let error): print(error, error.suggestion)
    case .refused(let error): throw error
    }
  }
}

/// A client that polls while it has no connection, and publishes when it has one again.
func offline() async throws {
  var configuration = ClientConfiguration.event("ws://127.0.0.1:8000/ws/events")
  configuration.session.queueLimit = 100
  try await Client.withConnection(configuration) { client in
    // Waits in the queue while there is no connection; the server counts it once, however often it is sent.
    try await client.publish(to: "mlb", "odds_change", Odds(player: "Aaron Judge", odds: -115))
    await client.suspend()
    await client.resume()
    var changed = configuration.session
    changed.url = "ws://127.0.0.1:9000/ws/events"
    try await client.setConfiguration(changed)
  }
}

/// Shows simulated data from the start, and real ones as soon as there is a server.
func develop() async throws {
  var simulation = SimulationConfiguration()
  simulation.isEnabled = true
  simulation.updateInterval = .seconds(2)
  var configuration = ClientConfiguration.v2(nil)
  configuration.simulation = simulation
  configuration.simulationSeed = 7
  let client = try await Client.prepared(configuration)
  let subscription = try await client.subscribe(to: "odds", as: Movement.self)
  await client.connect()
  print(await client.phase(), await client.isSimulating)
  for try await odds in subscription.prefix(10) { print(odds.prop_id, odds.new_odds) }
  configuration.session.url = "ws://127.0.0.1:8000/ws"
  try await client.setConfiguration(configuration.session)
  await client.setSimulationMode(false)
  await client.close()
}

struct Movement: Codable, Sendable {
  var prop_id: String
  var new_odds: Int
}

/// Two parts of a program that know nothing of each other, and one connection.
func twoParts(_ configuration: ClientConfiguration) async throws {
  async let odds: Void = Client.withShared(configuration) { client in
    for try await odds in try await client.subscribe(to: "mlb", as: Odds.self).prefix(10) { print(odds) }
  }
  // Without a scope: what was taken has to be released.
  let shared = try await Client.shared(configuration)
  print(await shared.client.phase())
  await shared.release()
  try await odds
}

private func fetchToken() async throws -> String { "" }
