// Code that Docs/Guides/From-the-web.md shows, in the same words; FromTheWebTests compares them.

import TautBackoff
import TautClient
import TautEnvelope
import TautHeartbeat
import TautNotifications
import TautSession

struct Odds: Codable, Sendable {
  var sport: String?
  var odds: Double?
}

func subscribeToRooms(_ client: Client) async throws -> [Subscription<Odds>] {
  [
    try await client.subscribe(to: "odds_updates", filters: #"{"sport": "MLB"}"#),
    try await client.subscribe(to: "mlb", filters: #"{"game_id": "12345"}"#),
    try await client.subscribe(to: "predictions", filters: #"{"sport": "MLB", "player": "Aaron Judge"}"#),
  ]
}

func roomsClient(_ base: String, token: String?) -> ClientConfiguration {
  var configuration = ClientConfiguration.rooms("\(base)/ws/v2/connect")
  if let token { configuration.token = { SessionToken(token) } }
  return configuration
}

func followOdds(_ client: Client, on screen: Screen) async throws {
  let odds = try await client.subscribe(to: "odds_updates", as: Odds.self, filters: #"{"sport": "MLB"}"#)
  for try await update in odds {
    screen.show("\(update.sport ?? "?"): \(update.odds ?? 0)")
    if update.odds == nil { await odds.cancel() }
  }
}

func followArbitrage(_ client: Client, on screen: Screen) async throws {
  let arbitrage = try await client.subscribe(
    to: "arbitrage", as: Odds.self, filters: #"{"sport": "NBA", "min_profit": 3.0}"#)
  for await event in arbitrage.events {
    switch event {
    case .subscribed(let place, let isRecovered):
      screen.show("subscribed at \(place.offset)\(isRecovered ? ", nothing missed" : "")")
    case .message(let message): screen.show("\(message.type.rawValue): \(message.text)")
    case .gap(let gap): screen.show("missed \(gap.from) to \(gap.to): \(gap.reason)")
    case .refused(let error), .interrupted(let error): screen.show("over: \(error)")
    }
    await arbitrage.cancel()
  }
}

func showNotifications(_ client: Client, on screen: Screen) async {
  let toasts = await client.notifications()
  for await toast in toasts {
    screen.show("[\(toast.notice.severity.name)] \(toast.notice.text)")
    if let suggestion = toast.notice.suggestion { screen.show("  \(suggestion)") }
    if toast.notice.severity == .error { return }
  }
}

func setConfig(_ client: Client, base: String) async throws {
  var configuration = SessionConfiguration.rooms(url: "\(base)/ws/v2/connect")
  configuration.backoff.maximumAttempts = 5
  configuration.heartbeat.interval = .seconds(30)
  try await client.setConfiguration(configuration)
}
