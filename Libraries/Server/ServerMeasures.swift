/// What a loop's part of a server counts and times beside its hub.
struct ServerMeasures: Sendable {
  /// From the request to the answer of a publish over HTTP, storing included.
  var publish = LatencyHistogram()
  /// From the moment at which a publication got its offset to the one at which a loop sends it to its subscribers.
  var delivery = LatencyHistogram()
  /// WebSockets that ended, by why.
  var endings: [EndingClass: Int] = [:]
  /// HTTP connections that were closed to make room for others.
  var gaveWay = 0

  static func += (sum: inout ServerMeasures, other: ServerMeasures) {
    sum.publish += other.publish
    sum.delivery += other.delivery
    sum.endings.merge(other.endings, uniquingKeysWith: +)
    sum.gaveWay += other.gaveWay
  }
}
