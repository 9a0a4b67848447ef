/// Something that keeps a connection from being healthy.
public enum HealthIssue: Sendable, Hashable {
  /// There is no connection.
  case disconnected
  /// There is none, and the data are simulated.
  case simulated
  /// Answers take long.
  case highLatency(Duration)
  /// Some answers take much longer than others.
  case unstableLatency(jitter: Duration)
  /// Much of what is asked is not answered; the success rate is from 0 to 1.
  case failures(successRate: Double)
  /// Connections were lost, so many within a time.
  case frequentDisconnections(Int, within: Duration)

  /// What to do about it.
  ///
  /// After the seeds' sections on performance and troubleshooting.
  public var recommendation: String {
    switch self {
    case .disconnected: "check that the server is running and that the URL and the port are right"
    case .simulated: "leave the simulation mode to measure a connection"
    case .highLatency: "reduce the message frequency: use throttleMs, batchSize and narrower filters"
    case .unstableLatency: "check network stability"
    case .failures: "check the server's log and its resource usage"
    case .frequentDisconnections: "check network stability and the heartbeat settings"
    }
  }
}

extension HealthIssue: CustomStringConvertible {
  /// What is wrong, in a few words with its figure.
  public var description: String {
    switch self {
    case .disconnected: "not connected"
    case .simulated: "not connected, the data are simulated"
    case .highLatency(let latency): "high latency (\(latency.wholeMilliseconds) ms)"
    case .unstableLatency(let jitter): "unstable latency (jitter \(jitter.wholeMilliseconds) ms)"
    case .failures(let rate): "low success rate (\(Int((rate * 100).rounded())) %)"
    case .frequentDisconnections(let count, let memory):
      "frequent disconnections (\(count) in \(memory.components.seconds) s)"
    }
  }
}

extension Health {
  /// What keeps the connection from being healthy, the worst first.
  public func issues(at now: ContinuousClock.Instant) -> [HealthIssue] {
    guard openSince != nil else { return [isSimulating ? .simulated : .disconnected] }
    return [lossIssue(at: now), failureIssue(at: now), latencyIssue, jitterIssue].compactMap { $0 }
  }

  private func lossIssue(at now: ContinuousClock.Instant) -> HealthIssue? {
    // One may happen to anybody.
    let count = recentLosses(at: now)
    return count > 1 ? .frequentDisconnections(count, within: policy.memory) : nil
  }

  private func failureIssue(at now: ContinuousClock.Instant) -> HealthIssue? {
    let rate = successRate(at: now)
    return rate < policy.goodSuccessRate ? .failures(successRate: rate) : nil
  }

  private var latencyIssue: HealthIssue? {
    meter.smoothed.flatMap { $0 > policy.goodLatency ? .highLatency($0) : nil }
  }

  private var jitterIssue: HealthIssue? {
    meter.jitter > policy.goodJitter ? .unstableLatency(jitter: meter.jitter) : nil
  }
}
