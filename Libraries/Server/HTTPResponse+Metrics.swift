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
    text.gauge("tautline_connections", "Open WebSockets", hubConnections + sum.echoes)
    text.gauge("tautline_subscriptions", "Subscriptions of open WebSockets", sum.subscriptions)
    text.gauge("tautline_rooms", "Rooms", sum.rooms)
    text.gauge("tautline_queue_bytes", "Bytes of publications that wait for slow readers", sum.waitingBytes)
    text.gauge("tautline_stalled_connections", "Connections that read slowly now", sum.stalled)
    text.counter("tautline_accepted_total", "Accepted TCP connections", Int(sum.loop.accepted))
    text.counter(
      "tautline_accept_pauses_total", "Times that accepting paused for want of descriptors", Int(sum.loop.acceptPauses))
    text.counter("tautline_received_bytes_total", "Bytes read from the network", Int(sum.loop.bytesIn))
    text.counter("tautline_sent_bytes_total", "Bytes written to the network", Int(sum.loop.bytesOut))
    text.counter("tautline_http_requests_total", "HTTP requests, upgrades among them", sum.requests.handled)
    text.counter("tautline_upgrades_total", "Requests that became WebSockets", sum.requests.upgrades)
    text.counter("tautline_messages_received_total", "Messages that clients sent", sum.hub.messagesIn)
    text.counter("tautline_messages_sent_total", "Messages to clients", sum.hub.messagesOut)
    text.counter("tautline_publications_total", "Publications of all rooms", sum.hub.publications)
    text.gauge("tautline_store_usable", "Whether publications can be kept, 1 or 0", sum.storeTrouble == nil ? 1 : 0)
    text.counter(
      "tautline_store_failures_total", "Publications refused because they could not be stored",
      sum.hub.publicationsNotStored)
    text.counter("tautline_deliveries_total", "Publications to clients", sum.hub.deliveries)
    text.counter("tautline_replayed_total", "Publications that were replayed to returning clients", sum.hub.replayed)
    text.counter("tautline_gaps_total", "Recoveries that ended in a gap", sum.hub.gaps)
    text.counter(
      "tautline_suppressed_total", "Publications that subscriptions' options left out", sum.hub.suppressed)
    text.counter(
      "tautline_drops_total", "Publications that subscribers lost, by reason", label: "reason",
      [
        ("oldest", sum.hub.drops.oldest), ("superseded", sum.hub.drops.superseded),
        ("disconnected", sum.hub.drops.disconnected), ("overflowed", sum.hub.drops.overflowed),
      ])
    text.counter(
      "tautline_errors_total", "Errors told to clients, by code", label: "code",
      HubError.allCases.map { ($0.rawValue, sum.hub.errors[$0] ?? 0) })
    text.counter(
      "tautline_refused_requests_total", "Refused HTTP requests, by status", label: "status",
      sum.requests.refusals.sorted { $0.key < $1.key }.map { (String($0.key), $0.value) })
    return HTTPResponse(.ok, contentType: "text/plain; version=0.0.4; charset=utf-8", body: Array(text.text.utf8))
  }
}

/// Lines of Prometheus' text format.
private struct MetricsText {
  var text = ""

  mutating func gauge(_ name: String, _ help: String, _ value: Int) {
    head(name, help, "gauge")
    text += "\(name) \(value)\n"
  }

  mutating func counter(_ name: String, _ help: String, _ value: Int) {
    head(name, help, "counter")
    text += "\(name) \(value)\n"
  }

  mutating func counter(_ name: String, _ help: String, label: String, _ values: [(String, Int)]) {
    head(name, help, "counter")
    for (key, value) in values { text += "\(name){\(label)=\"\(key)\"} \(value)\n" }
  }

  private mutating func head(_ name: String, _ help: String, _ kind: String) {
    text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind)\n"
  }
}
