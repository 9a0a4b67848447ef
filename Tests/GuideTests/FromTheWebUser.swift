// Code that Docs/Guides/From-the-web.md shows, in the same words; FromTheWebTests compares them.

import TautClient
import TautEnvelope
import TautSession

func userChannel(_ base: String, user: String, token: String) -> ClientConfiguration {
  var configuration = ClientConfiguration.user("\(base)/ws/user/\(user)")
  configuration.token = { SessionToken(token) }
  return configuration
}

func registerHandlers(_ client: Client, on screen: Screen) async -> HandlerToken {
  await client.register([
    .messageGenerate: { message in screen.show("AI message received: \(message.text)") },
    .messageRegenerate: { message in screen.show("AI message regenerated: \(message.text)") },
    .connectionEstablished: { message in screen.show("Connected: \(message.text)") },
    .pendingCheckComplete: { message in screen.show("Nothing else waits: \(message.text)") },
    .error: { message in screen.show("The server says: \(message.text)") },
  ])
}

/// Keeps what the server says, conversation by conversation.
actor Conversations {
  private(set) var messages: [String: [String]] = [:]

  struct Part: Decodable, Sendable {
    var message: String
    var conversation_uuid: String
  }

  func follow(_ client: Client) async {
    for await message in await client.messages() where message.type == .messageGenerate {
      guard let part = try? message.decode(Part.self) else { continue }
      messages[part.conversation_uuid, default: []].append(part.message)
    }
  }
}

func sayHello(_ client: Client) async throws {
  try await client.send(.messageGenerate, ["message": "Hello, AI!"])
}

func requestPending(_ client: Client) async throws {
  try await client.send(.getPending)
}

func severalSets(_ client: Client, on screen: Screen) async -> [HandlerToken] {
  let notifications = await client.register([
    .notificationNew: { screen.show("new: \($0.text)") },
    .notificationUpdate: { screen.show("changed: \($0.text)") },
    .notificationDelete: { screen.show("gone: \($0.text)") },
  ])
  let analytics = await client.register([.analyticsUpdate: { screen.show("charts: \($0.text)") }])
  return [notifications, analytics]
}

func carefulHandlers(_ client: Client, on screen: Screen) async -> HandlerToken {
  await client.register([
    .messageGenerate: { message in
      // What it throws becomes a toast, and harms no other handler.
      let part = try message.decode(Conversations.Part.self)
      screen.show(part.message)
    }
  ])
}
