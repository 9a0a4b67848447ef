/// What the course of the last attempts tells beyond the last failure.
struct TroubledConnection {
  private let diagnostics: Diagnostics
  private let lost: [Duration]

  init(_ diagnostics: Diagnostics) {
    self.diagnostics = diagnostics
    lost = diagnostics.recentAttempts.filter { $0.outcome == .lost }.compactMap(\.uptime)
  }

  /// What to do, the likeliest first.
  var advice: [String] {
    guard let failure = diagnostics.lastFailure, !isOver else { return [] }
    return pathAdvice + timeoutAdvice + shortLifeAdvice + failure.advice
  }

  /// Whether the failure is of the past: the connection is open again, and it was the only one; or nobody wants any.
  private var isOver: Bool {
    switch diagnostics.phase {
    case .idle: true
    case .open: lost.count < 2
    default: false
    }
  }

  /// S2, "URL Path Changes": the old client put its id into the path.
  private var pathAdvice: [String] {
    guard diagnostics.url.contains("/client_/ws/") else { return [] }
    return ["the URL has the old path: use /ws/client?client_id=…&version=1&role=frontend"]
  }

  /// Connections that end after the same time are ended by somebody on the way.
  private var timeoutAdvice: [String] {
    for (limit, whose) in Self.knownTimeouts where lost.count(where: { Self.isNear($0, limit) }) >= 2 {
      return ["connections end after \(limit.text), which is \(whose): ping more often than that, or raise it"]
    }
    return []
  }

  /// Connections that are lost at once are accepted by one and refused by another.
  private var shortLifeAdvice: [String] {
    guard lost.count(where: { $0 < .seconds(5) }) >= 3 else { return [] }
    return [
      "the server accepts connections and ends them at once: verify the version, the role, the token and the first message"
    ]
  }

  /// Documented defaults of what stands between clients and servers.
  private static let knownTimeouts: [(Duration, String)] = [
    (.seconds(60), "how long nginx and AWS load balancers wait for traffic"),
    (.seconds(100), "how long Cloudflare waits for traffic"),
    (.seconds(350), "how long AWS network load balancers wait for traffic"),
    (.seconds(600), "how long AWS API Gateway waits for traffic"),
    (.seconds(7_200), "how long AWS API Gateway keeps any connection"),
  ]

  /// Within one part in thirty.
  private static func isNear(_ uptime: Duration, _ limit: Duration) -> Bool {
    uptime > limit - limit / 30 && uptime < limit + limit / 30
  }
}
