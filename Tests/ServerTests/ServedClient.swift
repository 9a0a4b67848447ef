import TautBackoff
import TautClient
import TautEnvelope
import TautSession

/// The dialects that a ``Client`` speaks with a server, each with the route and the preset that it came with.
enum ServedDialect: CaseIterable {
  case v2, rooms, structured, event

  /// A client of the dialect at a server, or at what stands before it.
  func configuration(port: UInt16) -> ClientConfiguration {
    let host = "ws://127.0.0.1:\(port)"
    var configuration: ClientConfiguration =
      switch self {
      case .v2: .v2("\(host)/ws")
      case .rooms: .rooms("\(host)/ws/v2/connect")
      case .structured: .structured("\(host)/ws/client?client_id=abc-123&version=1&role=frontend")
      case .event: .event("\(host)/ws/events")
      }
    configuration.session.backoff = .immediate
    return configuration
  }
}

/// What these tests publish.
struct Odds: Codable, Sendable, Equatable {
  var game: String
  var odds: Int
}

extension Odds {
  /// The value as a payload.
  var json: String { #"{"game":"\#(game)","odds":\#(odds)}"# }
}

extension Subscription {
  /// Waits for the server's word about a subscription, and returns whether it is granted.
  func isGranted() async -> Bool {
    var events = events.makeAsyncIterator()
    if case .subscribed = await events.next() { return true }
    return false
  }
}
