// Code that Docs/Guides/From-the-web.md shows, in the same words; FromTheWebTests compares them.

import TautClient
import TautEnvelope
import TautNotifications
import TautSession

struct MetricsUpdate: Codable, Sendable {
  var total_events: Int
  var pending_events: Int
  var delivered_events: Int
  var failed_events: Int
}

func dashboard(_ url: String?, token: @escaping @Sendable () async throws -> String?) -> ClientConfiguration {
  // Without a URL there is no error, only polling.
  var configuration = ClientConfiguration.event(url)
  configuration.token = { try await token().map { SessionToken($0) } }
  return configuration
}

func followMetrics(_ client: Client, on screen: Screen) async -> HandlerToken {
  await client.register([
    .metricsUpdate: { message in
      guard let metrics = try? message.decode(MetricsUpdate.self) else { return }
      screen.show("\(metrics.delivered_events) of \(metrics.total_events) delivered")
    },
    .eventDeleted: { message in screen.show("deleted: \(message.text)") },
  ])
}

func connectionStatus(_ client: Client, on screen: Screen) async {
  let indicator = await client.indicator()
  screen.show("[\(indicator.color.rawValue)] \(indicator)")
  if indicator.offersRetry { await client.connect() }
}

func visibilityChanged(_ client: Client, isHidden: Bool) async {
  if isHidden { await client.suspend() } else { await client.resume() }
}

struct EventStatus: Codable, Sendable {
  var status: String
}

func markDelivered(_ id: String, _ client: Client, on screen: Screen) async throws {
  let events = try await client.state(of: "events", as: EventStatus.self)
  do {
    try await events.update(id, to: EventStatus(status: "delivered"))
  } catch let error as LiveStateError {
    screen.show("taken back: \(error)")
  }
  await events.cancel()
}
