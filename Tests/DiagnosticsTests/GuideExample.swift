// The code that Docs/Guides/Diagnostics.md shows, in the same words; GuideTests compares them.

import TautDiagnostics
import TautFraming
import TautJSON

/// A client that can say what happened to it.
struct ExplainedClient {
  var diagnostics: Diagnostics
  /// The last line of the log that was printed.
  var printed = 0

  init(at now: ContinuousClock.Instant, time: WallTime) {
    let url = "ws://localhost:8000/ws/client?client_id=abc-123&version=1&role=frontend"
    diagnostics = Diagnostics(clientID: "abc-123", url: url, at: now, time: time)
  }

  /// Connecting begins.
  mutating func connect(at now: ContinuousClock.Instant) {
    diagnostics.recordTransition(to: .connecting, at: now)
    diagnostics.recordAttempt(at: now)
  }

  /// The upgrade succeeded.
  mutating func receiveOpen(at now: ContinuousClock.Instant) {
    diagnostics.recordOpen(at: now)
    diagnostics.recordTransition(to: .open, at: now)
  }

  /// A message came.
  mutating func receive(_ message: JSONValue, at now: ContinuousClock.Instant) {
    guard let type = message["type"]?.string else { return }
    diagnostics.recordReceived(type: type, at: now)
    if type == "hello" { diagnostics.recordHello(ServerHello(message), at: now) }
  }

  /// The connection is gone, and another attempt follows after `delay`.
  mutating func receiveClose(_ code: CloseCode, retryingAfter delay: Duration, at now: ContinuousClock.Instant) {
    diagnostics.recordFailure(.closed(code, reason: ""), retryingAfter: delay, at: now)
    diagnostics.recordTransition(to: .reconnecting, at: now)
  }
}

extension ExplainedClient {
  /// What is new in the log, as lines or as JSON.
  mutating func newLines(asJSON: Bool) -> [String] {
    let entries = diagnostics.log.entries(after: printed)
    printed = entries.last?.sequence ?? printed
    guard asJSON else { return entries.map(\.line) }
    return entries.map { entry in
      var json = JSONWriter()
      entry.write(to: &json)
      return String(decoding: json.bytes, as: UTF8.self)
    }
  }

  /// What a support engineer wants to see: the state as JSON, and what it means.
  func report(at now: ContinuousClock.Instant) -> String {
    var json = JSONWriter()
    diagnostics.state(at: now).write(to: &json)
    return String(decoding: json.bytes, as: UTF8.self) + "\n" + diagnostics.explain(at: now).description
  }
}
