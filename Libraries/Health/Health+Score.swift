/// The score and what it is made of.
extension Health {
  /// How good the connection is, from 0 (there is none) to 1.
  ///
  /// The product of three factors, so that one that is bad cannot be hidden by two that are good:
  ///
  /// | Factor | Is | Example |
  /// |---|---|---|
  /// | latency | 1 / (1 + excess / ``HealthPolicy/halvingLatency``), where excess is what the smoothed round trip plus the jitter has above ``HealthPolicy/goodLatency`` | 1 s → 0.5 |
  /// | success | the square of the success rate: one failure in ten is felt | 0.9 → 0.81 |
  /// | stability | 1 / (1 + losses / 2), where a lost connection counts 1 when it is new and nothing after ``HealthPolicy/memory`` | 2 losses → 0.5 |
  public func score(at now: ContinuousClock.Instant) -> Double {
    openSince == nil ? 0 : latencyFactor * successFactor(at: now) * stabilityFactor(at: now)
  }

  /// The share of what was asked that was answered, from 0 to 1; 1 when nothing was asked.
  ///
  /// Of the last ``capacity`` outcomes, as far as they are no older than ``HealthPolicy/memory``.
  public func successRate(at now: ContinuousClock.Instant) -> Double {
    let all = outcomes.sum { isRemembered($0.instant, now) ? 1 : 0 }
    let good = outcomes.sum { isRemembered($0.instant, now) && $0.succeeded ? 1 : 0 }
    return all == 0 ? 1 : good / all
  }

  /// How many connections were lost within ``HealthPolicy/memory``.
  public func recentLosses(at now: ContinuousClock.Instant) -> Int {
    Int(losses.sum { isRemembered($0, now) ? 1 : 0 })
  }

  private var latencyFactor: Double {
    guard let smoothed = meter.smoothed else { return 1 }
    let excess = max(smoothed + meter.jitter - policy.goodLatency, .zero)
    return 1 / (1 + excess / policy.halvingLatency)
  }

  private func successFactor(at now: ContinuousClock.Instant) -> Double {
    let rate = successRate(at: now)
    return rate * rate
  }

  private func stabilityFactor(at now: ContinuousClock.Instant) -> Double {
    1 / (1 + losses.sum { max(0, 1 - (now - $0) / policy.memory) } / 2)
  }

  private func isRemembered(_ instant: ContinuousClock.Instant, _ now: ContinuousClock.Instant) -> Bool {
    now - instant <= policy.memory
  }
}
