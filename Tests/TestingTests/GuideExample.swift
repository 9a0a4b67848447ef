// The code that Docs/Guides/Testing-with-faults.md shows, in the same words; GuideTests compares them.

import TautBackoff
import TautHeartbeat
import TautRooms
import TautSession
import TautTesting

/// A screen that shows the latest of a room, and whether anything is missing.
final class Screen: NetworkObserver {
  var lines: [String] = []
  var isIncomplete = false

  func network(_ network: SimulatedNetwork, told client: Int, _ event: ClientEvent) {
    switch event {
    case .delivered(_, _, let payload): lines.append(String(decoding: payload, as: UTF8.self))
    case .gap: isIncomplete = true
    default: break
    }
  }

  func network(_ network: SimulatedNetwork, published publication: Publication) {}
}

/// Cuts a link without a word, publishes meanwhile, and lets the client come back.
func cutLink(_ screen: Screen) throws -> SimulatedNetwork {
  let network = SimulatedNetwork(seed: 1)
  network.observer = screen
  let client = network.addClient(SessionConfiguration(url: "ws://server/ws"))
  try network.withSession(of: client) { session, now, output throws(SessionError) in
    session.connect(at: now, into: &output)
    _ = try session.subscribe(to: "mlb", at: now, into: &output)
  }
  network.advance(by: .seconds(1))

  network.apply(.cut(client: client))
  network.publish(to: try RoomName("mlb"), payload: Array("1".utf8))
  network.advance(by: .seconds(60))  // the heartbeat notices, the backoff waits, the room is recovered
  return network
}

/// Runs a hundred seeds of two virtual minutes, and returns the first failure in words.
func checkHundred(_ configuration: SessionConfiguration) -> String? {
  var settings = SimulationSettings()
  settings.duration = .seconds(120)
  settings.session.backoff = configuration.backoff
  settings.session.heartbeat = configuration.heartbeat
  return SimulationRun.check(seeds: 0..<100, settings: settings)?.description
}
