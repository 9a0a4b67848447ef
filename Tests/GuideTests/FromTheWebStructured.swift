// Code that Docs/Guides/From-the-web.md shows, in the same words; FromTheWebTests compares them.

import TautBackoff
import TautClient
import TautDiagnostics
import TautEnvelope
import TautJSON
import TautSession

func structuredClient(_ base: String, id: String) -> ClientConfiguration {
  ClientConfiguration.structured("\(base)/ws/client?client_id=\(id)&version=1&role=frontend")
}

func talk(_ client: Client, on screen: Screen) async throws {
  let messages = await client.messages()
  try await client.send("test_message", json: Array(#"{"payload": {"test": "data"}}"#.utf8))
  for await message in messages {
    screen.show("Received: \(message.type.rawValue) \(message.text)")
    return
  }
}

func customStrategy() -> BackoffPolicy {
  var policy = BackoffPolicy(.table([.milliseconds(500), .seconds(1), .seconds(2)]))
  policy.cap = .seconds(5)
  policy.jitter = .ratio(0.1)
  policy.maximumAttempts = 5
  return policy
}

func customManager(_ base: String) -> ClientConfiguration {
  var session = SessionConfiguration.structured(url: "\(base)/ws/client?client_id=my-client-id&role=admin")
  session.connectTimeout = .seconds(15)
  session.backoff = customStrategy()
  return ClientConfiguration(session)
}

func diagnosticsPanel(_ client: Client, on screen: Screen) async {
  let state = await client.state()
  screen.show("\(state.phase.rawValue), uptime \(state.stats.currentUptimeMs) ms")
  screen.show("attempts \(state.stats.totalAttempts), features \(state.connectionFeatures)")
  for attempt in state.recentAttempts { screen.show("attempt \(attempt.number): \(attempt.outcome.rawValue)") }
  if let reason = state.fallbackReason { screen.show("fallback: \(reason)") }
}

func rememberClient(_ client: Client, in save: ([UInt8]) throws -> Void) async throws {
  try save(await client.memory().json)
}

func rememberedClient(_ saved: [UInt8], _ session: SessionConfiguration) -> ClientConfiguration {
  var configuration = ClientConfiguration(session)
  configuration.memory = SessionMemory(json: saved)
  return configuration
}
