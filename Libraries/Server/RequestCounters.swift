/// The requests that one loop has answered.
struct RequestCounters: Sendable {
  /// Requests that reached a route.
  var handled = 0
  /// Upgrades to a WebSocket.
  var upgrades = 0
  /// Requests that were refused, by status.
  var refusals: [Int: Int] = [:]

  /// WebSockets that were refused because of a client's own limits, by ``AdmissionRefusal/reason``.
  var turnedAway: [String: Int] = [:]

  static func += (sum: inout RequestCounters, other: RequestCounters) {
    sum.handled += other.handled
    sum.upgrades += other.upgrades
    sum.refusals.merge(other.refusals, uniquingKeysWith: +)
    sum.turnedAway.merge(other.turnedAway, uniquingKeysWith: +)
  }
}
