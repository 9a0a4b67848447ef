import TautEnvelope
import TautJSON

/// How the server is, as its clients may ask; the figures are those of the connection's loop.
struct HubReport {
  /// One subscription of the client who asks.
  struct Subscription {
    var channel: String
    var name: String
  }

  var isDraining: Bool
  var uptime: Int64
  var time: Int64
  var loop: Int
  var loops: Int
  var status: HubStatus
  var rooms: [String] = []
  var subscriptions: [Subscription] = []

  /// Writes the answer to `connect`.
  func writeWelcome(to json: inout JSONWriter) {
    json.beginObject()
    json.member("status", "connected")
    json.member("server", "tautline")
    json.member("version", V2Codec.version)
    json.member("serverTime", time)
    json.member("requests", HubRequest.allCases.map(\.rawValue))
    json.endObject()
  }

  /// Writes the answer to `health_check`.
  func writeHealth(to json: inout JSONWriter) {
    json.beginObject()
    writeState(to: &json)
    json.member("serverTime", time)
    json.endObject()
  }

  /// Writes the answer to `status`.
  func writeStatus(to json: inout JSONWriter) {
    json.beginObject()
    writeState(to: &json)
    writeLoop(to: &json)
    json.name("subscriptions")
    json.beginArray()
    for subscription in subscriptions {
      json.beginObject()
      json.member("channel", subscription.channel)
      json.member("subscription", subscription.name)
      json.endObject()
    }
    json.endArray()
    json.member("rooms", rooms)
    json.endObject()
  }

  /// Writes the answer to `performance_metrics`.
  func writeMetrics(to json: inout JSONWriter) {
    let counters = status.counters
    json.beginObject()
    writeState(to: &json)
    writeLoop(to: &json)
    json.member("messagesIn", counters.messagesIn)
    json.member("bytesIn", counters.bytesIn)
    json.member("messagesOut", counters.messagesOut)
    json.member("publications", counters.publications)
    json.member("deliveries", counters.deliveries)
    json.member("replayed", counters.replayed)
    json.member("dropped", counters.drops.oldest + counters.drops.superseded)
    json.member("slowReadersClosed", counters.drops.disconnected)
    json.member("waitingBytes", status.waitingBytes)
    json.member("errors", counters.errors.values.reduce(0, +))
    json.endObject()
  }

  private func writeState(to json: inout JSONWriter) {
    json.member("status", isDraining ? "draining" : "healthy")
    json.member("uptimeMs", uptime)
  }

  private func writeLoop(to json: inout JSONWriter) {
    json.member("loop", loop)
    json.member("loops", loops)
    json.member("loopConnections", status.connections)
    json.member("loopSubscriptions", status.subscriptions)
  }
}

extension JSONWriter {
  /// Writes a member whose value is an array of strings.
  mutating func member(_ name: StaticString, _ texts: [String]) {
    self.name(name)
    beginArray()
    for text in texts { string(text) }
    endArray()
  }
}
