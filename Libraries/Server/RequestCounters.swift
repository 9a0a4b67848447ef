/// The requests that one loop has answered.
struct RequestCounters: Sendable {
  /// Requests that reached a route.
  var handled = 0
  /// Upgrades to a WebSocket.
  var upgrades = 0
  /// Requests that were refused, by status.
  var refusals: [Int: Int] = [:]

  static func += (sum: inout RequestCounters, other: RequestCounters) {
    sum.handled += other.handled
    sum.upgrades += other.upgrades
    sum.refusals.merge(other.refusals, uniquingKeysWith: +)
  }
}
