import TautEventLoop
import TautHandshake
import TautHub
import TautWebSocket

extension HTTPResponse {
  /// The metrics in Prometheus' text format, version 0.0.4.
  static func metrics(_ reports: [LoopReport], uptime: Duration) -> HTTPResponse {
    let sum = LoopSum(reports)
    var text = MetricsText()
    text.gauge("tautline_uptime_seconds", "Seconds since the start", Int(uptime.components.seconds))
    let hubConnections = reports.reduce(0) { $0 + $1.hub.connections }
    addConnections(sum, open: hubConnections + sum.echoes, to: &text)
    addTraffic(sum, to: &text)
    addRooms(sum, to: &text)
    addErrors(sum, to: &text)
    return HTTPResponse(.ok, contentType: "text/plain; version=0.0.4; charset=utf-8", body: Array(text.text.utf8))
  }
  private static func addConnections(_ sum: LoopSum, open: Int, to text: inout MetricsText) {
    text.gauge("tautline_connections", "Open WebSockets", open)
    text.gauge("tautline_stalled_connections", "Connections that read slowly now", sum.stalled)
    text.counter("tautline_accepted_total", "Accepted TCP connections", Int(sum.loop.accepted))
    text.counter(
      "tautline_accept_pauses_total", "Times that accepting paused for want of descriptors", Int(sum.loop.acceptPauses))
    text.counter(
      "tautline_gave_way_total", "HTTP connections without a request that were closed to make room for others",
      sum.measures.gaveWay)
    text.counter("tautline_upgrades_total", "Requests that became WebSockets", sum.requests.upgrades)
    text.counter(
      "tautline_reconnects_total", "Connections that came back: they asked for what they had missed",
      sum.hub.reconnects)
    text.counter(
      "tautline_closed_total", "WebSockets that ended, by why", label: "class",
      EndingClass.allCases.map { ($0.rawValue, sum.measures.endings[$0] ?? 0) })
    text.counter(
      "tautline_turned_away_total", "WebSockets that were refused by the limits of who connects, and how quickly",
      label: "reason",
      sum.requests.turnedAway.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
  }

  private static func addTraffic(_ sum: LoopSum, to text: inout MetricsText) {
    text.counter("tautline_received_bytes_total", "Bytes read from the network", Int(sum.loop.bytesIn))
    text.counter("tautline_sent_bytes_total", "Bytes written to the network", Int(sum.loop.bytesOut))
    text.counter("tautline_http_requests_total", "HTTP requests, upgrades among them", sum.requests.handled)
    text.counter("tautline_messages_received_total", "Messages that clients sent", sum.hub.messagesIn)
    text.counter("tautline_messages_sent_total", "Messages to clients", sum.hub.messagesOut)
    text.gauge("tautline_queue_bytes", "Bytes of publications that wait for slow readers", sum.waitingBytes)
  }

  private static func addRooms(_ sum: LoopSum, to text: inout MetricsText) {
    text.gauge("tautline_rooms", "Rooms", sum.rooms)
    text.gauge("tautline_subscriptions", "Subscriptions of open WebSockets", sum.subscriptions)
    text.counter("tautline_publications_total", "Publications of all rooms", sum.hub.publications)
    text.gauge("tautline_store_usable", "Whether publications can be kept, 1 or 0", sum.storeTrouble == nil ? 1 : 0)
    text.counter(
      "tautline_store_failures_total", "Publications refused because they could not be stored",
      sum.hub.publicationsNotStored)
    text.counter("tautline_deliveries_total", "Publications to clients", sum.hub.deliveries)
    text.counter("tautline_replayed_total", "Publications that were replayed to returning clients", sum.hub.replayed)
    text.gauge("tautline_history_bytes", "Bytes that histories and snapshots of all rooms take", sum.historyBytes)
    text.counter(
      "tautline_history_forgotten_total", "Publications forgotten because all rooms together remembered too much",
      sum.hub.forgotten)
    text.counter("tautline_gaps_total", "Recoveries that ended in a gap", sum.hub.gaps)
    text.counter(
      "tautline_suppressed_total", "Publications that subscriptions' options left out", sum.hub.suppressed)
    text.counter(
      "tautline_drops_total", "Publications that subscribers lost, by reason", label: "reason",
      [
        ("oldest", sum.hub.drops.oldest), ("superseded", sum.hub.drops.superseded),
        ("disconnected", sum.hub.drops.disconnected), ("overflowed", sum.hub.drops.overflowed),
      ])
    text.histogram(
      "tautline_publish_seconds", "From the request to the answer of a publish, storing included", sum.measures.publish)
    text.histogram(
      "tautline_delivery_seconds", "From a publication's offset to its delivery, in whole milliseconds",
      sum.measures.delivery)
  }

  private static func addErrors(_ sum: LoopSum, to text: inout MetricsText) {
    text.counter(
      "tautline_errors_total", "Errors told to clients, by class and code",
      HubError.allCases.map { ("class=\"\($0.family)\",code=\"\($0.rawValue)\"", sum.hub.errors[$0] ?? 0) })
    text.counter(
      "tautline_refused_requests_total", "Refused HTTP requests, by status", label: "status",
      sum.requests.refusals.sorted { $0.key < $1.key }.map { (String($0.key), $0.value) })
  }
}

extension HubError {
  private static let families: [HubError: String] = [
    .invalidJSON: "message", .invalidEnvelope: "message", .unknownType: "message", .invalidPayload: "message",
    .binaryUnsupported: "message", .unknownRoom: "subscription", .invalidFilters: "subscription",
    .invalidOptions: "subscription", .cancelled: "subscription", .rateLimitExceeded: "limit",
    .tooManySubscriptions: "limit",
  ]

  /// The class of the error in the metrics; whatever is not listed is about tokens and what they allow.
  fileprivate var family: String { Self.families[self] ?? "token" }
}
