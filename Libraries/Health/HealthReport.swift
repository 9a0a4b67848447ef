public import TautJSON

/// How a connection is, at one moment: S0's `health`, and the payload of `health_check` and `performance_metrics`.
public struct HealthReport: Sendable, Hashable {
  /// The score from 0 to 1 that ``Health/score(at:)`` explains.
  public var score: Double

  /// Whether a connection is open and not degraded.
  public var isHealthy: Bool

  /// Whether simulated data take the connection's place; then there is none to be healthy.
  public var isSimulating: Bool

  /// The round trips of the present connection; nil before the first.
  public var latency: Latency?

  /// The share of what was asked that was answered, from 0 to 1.
  public var successRate: Double

  /// How long the present connection has been open.
  public var uptime: Duration

  /// The share of the time since the beginning in which a connection was open, from 0 to 1.
  public var availability: Double

  /// How many connections were lost lately.
  public var recentLosses: Int

  /// What is wrong, the worst first.
  public var issues: [HealthIssue]

  /// What to do about it, each advice once.
  public var recommendations: [String] {
    issues.map(\.recommendation).reduce(into: []) { all, advice in
      if !all.contains(advice) { all.append(advice) }
    }
  }
}

extension Health {
  /// All figures of this moment.
  public func report(at now: ContinuousClock.Instant) -> HealthReport {
    HealthReport(
      score: score(at: now), isHealthy: openSince != nil && !isDegraded,
      isSimulating: isSimulating, latency: meter.latency,
      successRate: successRate(at: now), uptime: uptime(at: now), availability: availability(at: now),
      recentLosses: recentLosses(at: now), issues: issues(at: now))
  }
}

extension HealthReport {
  /// Writes the report as one object with S0's names.
  ///
  /// `healthScore`, `isHealthy`, `isSimulating`, `latencyMs`, `successRate`, `issues` and `recommendations` are S0's; beside them stand
  /// `latency {smoothedMs, p50Ms, p95Ms, p99Ms, jitterMs, count}`, `uptimeMs`, `availability` and `recentLosses`.
  /// `latencyMs` and `latency` are `null` before the first round trip.
  public func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("healthScore", score.thousandths)
    json.member("isHealthy", isHealthy)
    json.member("isSimulating", isSimulating)
    json.name("latencyMs")
    if let latency { json.number(latency.last.milliseconds) } else { json.null() }
    json.name("latency")
    if let latency { latency.write(to: &json) } else { json.null() }
    json.member("successRate", successRate.thousandths)
    json.member("uptimeMs", uptime.wholeMilliseconds)
    json.member("availability", availability.thousandths)
    json.member("recentLosses", recentLosses)
    json.member("issues", issues.map(\.description))
    json.member("recommendations", recommendations)
    json.endObject()
  }
}

extension Latency {
  fileprivate func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("smoothedMs", smoothed.milliseconds)
    json.member("p50Ms", p50.milliseconds)
    json.member("p95Ms", p95.milliseconds)
    json.member("p99Ms", p99.milliseconds)
    json.member("jitterMs", jitter.milliseconds)
    json.member("count", count)
    json.endObject()
  }
}

extension JSONWriter {
  fileprivate mutating func member(_ name: StaticString, _ texts: [String]) {
    self.name(name)
    beginArray()
    for text in texts { string(text) }
    endArray()
  }
}

extension Double {
  /// Rounded to three digits after the point, so that a report is short.
  var thousandths: Double { (self * 1000).rounded() / 1000 }
}
