import TautEnvelope
import TautJSON

extension Hub {
  /// What a server of version 1 of the structured dialect can do.
  private static let features = ["heartbeat", "structured_messages", "error_codes", "graceful_reconnect"]

  /// What version 2 adds.
  private static let laterFeatures = [
    "authentication", "channel_subscriptions", "message_acknowledgments", "compression",
  ]

  /// Sends the first message of a connection, where its route has one.
  mutating func greet(_ slot: UInt32, at now: Moment, into output: inout HubOutput) {
    guard let client = connections[Int(slot)]!.client, let greeting = client.greeting else { return }
    switch greeting {
    case .welcome: welcome(client, slot, at: now, into: &output)
    case .hello(let version, let requestID): hello(client, version, requestID, slot, at: now, into: &output)
    case .connectionEstablished: establish(client, slot, at: now, into: &output)
    }
  }

  private mutating func welcome(
    _ client: HubClient, _ slot: UInt32, at now: Moment, into output: inout HubOutput
  ) {
    let rooms = directory.listing
    reply(.welcome, to: slot, nil, at: now, into: &output) { json in
      json.beginObject()
      json.member("message", "connected")
      json.member("client_id", client.id)
      if let user = client.user { json.member("user", user) }
      json.member("authenticated", client.user != nil)
      json.member("server_time", timestamp: now.milliseconds)
      if let heartbeat = client.heartbeat { json.member("heartbeat_interval_ms", heartbeat.milliseconds) }
      json.member("rooms", rooms)
      json.endObject()
    }
  }

  private mutating func hello(
    _ client: HubClient, _ version: Int, _ requestID: String, _ slot: UInt32, at now: Moment,
    into output: inout HubOutput
  ) {
    reply(.hello, to: slot, nil, at: now, into: &output) { json in
      json.beginObject()
      json.member("server_time", timestamp: now.milliseconds)
      json.member("accepted_version", version)
      json.member("features", version > 1 ? Self.features + Self.laterFeatures : Self.features)
      json.member("request_id", requestID)
      json.member("client_id", client.id)
      json.member("heartbeat_interval_ms", client.heartbeat?.milliseconds ?? 0)
      json.endObject()
    }
  }

  private mutating func establish(
    _ client: HubClient, _ slot: UInt32, at now: Moment, into output: inout HubOutput
  ) {
    reply(.connectionEstablished, to: slot, nil, at: now, into: &output) { json in
      json.beginObject()
      json.member("message", "connected")
      json.member("client_id", client.id)
      if let user = client.user { json.member("user_uuid", user) }
      json.member("server_time", timestamp: now.milliseconds)
      json.endObject()
    }
  }
}

extension Duration {
  /// Whole milliseconds.
  var milliseconds: Int64 {
    components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000
  }
}
