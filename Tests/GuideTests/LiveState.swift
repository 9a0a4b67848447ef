// Code that Docs/Guides/Live-state.md shows, in the same words; LiveStateTests compares them.

import TautClient
import TautEnvelope
import TautJSON
import TautReconciliation

struct Line: Codable, Sendable {
  var player: String?
  var line: Double?
}

func showLines(_ client: Client, on screen: Screen) async throws {
  let lines = try await client.state(of: "mlb", as: Line.self)
  for try await change in lines {
    switch change {
    case .snapshot(let all): screen.show("\(all.count) lines")
    case .upsert(let id, let line): screen.show("\(id): \(line.line ?? 0)")
    case .remove(let id): screen.show("\(id) is gone")
    case .undecodable(let id, let error): screen.show("\(id) cannot be read: \(error)")
    case .rolledBack(let id, let error): screen.show("\(id) is as before: \(error)")
    case .stale(let reason): screen.show("not up to date: \(reason)")
    case .live: screen.show("up to date")
    }
  }
}

func raise(_ id: String, of lines: LiveState<Line>) async throws {
  do {
    try await lines.update(id) { $0.line = ($0.line ?? 0) + 0.5 }
  } catch LiveStateError.rejected(let error) {
    print("the server did not take it: \(error)")
  } catch LiveStateError.conflict {
    print("somebody else was faster")
  }
}

func carefulState(_ client: Client) async throws -> LiveState<Line> {
  var configuration = LiveStateConfiguration()
  configuration.key = "id"
  configuration.filters = #"{"sport": "MLB"}"#
  configuration.publicationType = .propUpdate
  configuration.reconciliation.conflictResolution = .clientWins
  configuration.reconciliation.auditInterval = .seconds(30)
  configuration.reconciliation.itemLimit = 500
  return try await client.state(of: "mlb", as: Line.self, configuration)
}
