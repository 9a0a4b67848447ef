import TautDiagnostics
public import TautJSON

/// What a status indicator shows: a colour, a label, and what is being done (S3's `ConnectionStatus`).
public struct StatusIndicator: Sendable, Hashable {
  /// S3's colours.
  public enum Color: String, Sendable, Hashable, CaseIterable {
    /// All is well.
    case green
    /// Something is being done about it.
    case yellow
    /// It failed.
    case red
    /// There is no connection, and nobody tries.
    case gray
  }

  /// The colour.
  public var color: Color
  /// The label, as `Connected` or `Reconnecting...`.
  public var label: String
  /// The number of the attempt, while there is one.
  public var attempt: Int?
  /// After how many attempts it is given up.
  public var maximumAttempts: Int?
  /// The whole seconds until the next attempt, rounded up; nil while an attempt is made, and while nobody waits for one.
  public var countdown: Int64?
  /// What went wrong, or what takes the connection's place.
  public var detail: String?
  /// Whether to offer a button that connects at once.
  public var offersRetry: Bool

  /// What a situation looks like at a moment.
  ///
  /// Draw it again every second while there is a ``countdown``.
  public init(_ situation: ConnectionSituation, at now: ContinuousClock.Instant) {
    let phase = situation.phase
    let isTrying = phase == .connecting || phase == .reconnecting || phase == .failed
    color = Self.color(of: situation)
    label = situation.isSimulating ? "Simulation Active" : Self.label(of: situation)
    attempt = isTrying ? situation.attempt : nil
    maximumAttempts = isTrying ? situation.maximumAttempts : nil
    let counts = isTrying || situation.isRestarting
    countdown = counts && !situation.isSuspended ? situation.nextAttempt.map { Self.seconds(until: $0, now) } : nil
    detail = Self.detail(of: situation)
    offersRetry = phase == .failed || phase == .fallback || (phase == .reconnecting && situation.nextAttempt != nil)
  }

  private static func color(of situation: ConnectionSituation) -> Color {
    switch situation.phase {
    // Nobody has lost anything, and nothing that is shown is real.
    case .open where situation.isSimulating: .gray
    case .open: .green
    case .connecting, .degraded, .reconnecting: .yellow
    case .failed: .red
    case .idle, .fallback: .gray
    }
  }

  private static func label(of situation: ConnectionSituation) -> String {
    switch situation.phase {
    case .open: "Connected"
    case .degraded: "Connected, degraded"
    case .connecting: "Connecting..."
    case .reconnecting: "Reconnecting..."
    case .failed: "Connection error"
    case .idle, .fallback: "Disconnected"
    }
  }

  private static func detail(of situation: ConnectionSituation) -> String? {
    switch situation.phase {
    case .open where situation.isSimulating, .fallback where situation.isSimulating: "showing simulated data"
    case .open where situation.isRestarting, .degraded where situation.isRestarting: "the server restarts"
    case .open: nil
    case .degraded: situation.issues.isEmpty ? nil : situation.issues.joined(separator: ", ")
    case .reconnecting where situation.awaitsResumption, .failed where situation.awaitsResumption:
      "paused until the program goes on"
    case .fallback where situation.isPolling: "polling for updates"
    case .idle, .connecting, .reconnecting, .failed, .fallback: situation.failure?.description
    }
  }

  private static func seconds(until deadline: ContinuousClock.Instant, _ now: ContinuousClock.Instant) -> Int64 {
    let left = max(deadline - now, .zero).components
    return left.attoseconds > 0 ? left.seconds + 1 : left.seconds
  }
}

extension ConnectionPhase {
  /// Whether messages go over a connection.
  var isConnected: Bool { self == .open || self == .degraded }
}

extension StatusIndicator: CustomStringConvertible {
  /// One line for a terminal: `Reconnecting... (attempt 3 of 10, in 4 s): abnormal closure (1006)`.
  public var description: String {
    var notes: [String] = []
    if let attempt { notes.append("attempt \(attempt)" + (maximumAttempts.map { " of \($0)" } ?? "")) }
    if let countdown { notes.append("in \(countdown) s") }
    let note = notes.isEmpty ? "" : " (\(notes.joined(separator: ", ")))"
    return label + note + (detail.map { ": \($0)" } ?? "")
  }

  /// Writes the indicator as an object; what there is not is `null`.
  public func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("color", color.rawValue)
    json.member("label", label)
    json.member("attempt", attempt.map(Int64.init))
    json.member("max_attempts", maximumAttempts.map(Int64.init))
    json.member("countdown_s", countdown)
    json.member("detail", detail)
    json.member("offers_retry", offersRetry)
    json.endObject()
  }
}
