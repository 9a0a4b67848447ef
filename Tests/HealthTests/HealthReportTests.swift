import TautHealth
import TautJSON
import Testing

@Suite struct HealthReportTests {
  let start = ContinuousClock.now

  func json(_ report: HealthReport) -> String {
    var json = JSONWriter()
    report.write(to: &json)
    return String(decoding: json.bytes, as: UTF8.self)
  }

  @Test func `a report has the names of the web client`() {
    var health = Health(at: start)
    health.receiveOpen(at: start)
    health.receiveRoundTrip(.microseconds(12_345))
    health.receiveOutcome(succeeded: true, at: start)
    #expect(
      json(health.report(at: start + .seconds(2)))
        == #"{"healthScore":1.0,"isHealthy":true,"isSimulating":false,"latencyMs":12.345,"latency":{"smoothedMs":12.345,"p50Ms":12.345,"#
        + #""p95Ms":12.345,"p99Ms":12.345,"jitterMs":0.0,"count":1},"successRate":1.0,"uptimeMs":2000,"#
        + #""availability":1.0,"recentLosses":0,"issues":[],"recommendations":[]}"#)
  }

  @Test func `without a measurement the latency is null`() {
    #expect(
      json(Health(at: start).report(at: start))
        == #"{"healthScore":0.0,"isHealthy":false,"isSimulating":false,"latencyMs":null,"latency":null,"successRate":1.0,"uptimeMs":0,"#
        + #""availability":0.0,"recentLosses":0,"issues":["not connected"],"recommendations":["check that the server is "#
        + #"running and that the URL and the port are right"]}"#)
  }

  @Test func `everything that is wrong is named, the worst first, with what to do`() {
    var health = Health(at: start)
    health.receiveOpen(at: start)
    for _ in 0..<3 {
      health.receiveLoss(at: start)
      health.receiveOpen(at: start)
    }
    for step in 0..<10 { health.receiveOutcome(succeeded: step < 8, at: start) }
    health.receiveRoundTrip(.milliseconds(100))
    health.receiveRoundTrip(.milliseconds(1700))
    let report = health.report(at: start)
    #expect(
      report.issues.map(\.description) == [
        "frequent disconnections (3 in 300 s)", "low success rate (80 %)", "high latency (300 ms)",
        "unstable latency (jitter 1600 ms)",
      ])
    #expect(
      report.recommendations == [
        "check network stability and the heartbeat settings", "check the server's log and its resource usage",
        "reduce the message frequency: use throttleMs, batchSize and narrower filters", "check network stability",
      ])
    #expect(report.recentLosses == 3)
  }

  @Test func `an advice that fits two issues is given once`() {
    var report = Health(at: start).report(at: start)
    report.issues = [.highLatency(.seconds(1)), .highLatency(.seconds(2))]
    #expect(report.recommendations.count == 1)
  }
}
