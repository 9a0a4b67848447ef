import TautHealth
import Testing

@Suite struct LatencyMeterTests {
  @Test func `before the first round trip there is nothing to tell`() {
    let meter = LatencyMeter()
    #expect(meter.latency == nil)
    #expect(meter.smoothed == nil)
    #expect(meter.jitter == .zero)
  }

  @Test func `the first round trip is everything`() throws {
    var meter = LatencyMeter()
    meter.record(.milliseconds(40))
    let latency = try #require(meter.latency)
    #expect(
      [latency.last, latency.smoothed, latency.p50, latency.p95, latency.p99].allSatisfy { $0 == .milliseconds(40) })
    #expect(latency.jitter == .zero)
    #expect(latency.count == 1)
  }

  @Test func `percentiles are nearest ranks`() throws {
    var meter = LatencyMeter()
    for value in (1...100).shuffled() { meter.record(.milliseconds(value)) }
    let latency = try #require(meter.latency)
    #expect(latency.p50 == .milliseconds(50))
    #expect(latency.p95 == .milliseconds(95))
    #expect(latency.p99 == .milliseconds(99))
  }

  @Test func `percentiles forget, the count does not`() throws {
    var meter = LatencyMeter()
    for _ in 0..<10 { meter.record(.seconds(9)) }
    for _ in 0..<LatencyMeter.capacity { meter.record(.milliseconds(10)) }
    let latency = try #require(meter.latency)
    #expect(latency.p99 == .milliseconds(10))
    #expect(latency.count == LatencyMeter.capacity + 10)
  }

  @Test func `a round trip contributes an eighth to the smoothed one`() {
    var meter = LatencyMeter()
    meter.record(.milliseconds(80))
    meter.record(.milliseconds(160))
    #expect(meter.smoothed == .milliseconds(90))
  }

  @Test func `jitter is the mean difference between neighbours`() {
    var meter = LatencyMeter()
    for value in [10, 30, 20, 20] { meter.record(.milliseconds(value)) }
    #expect(meter.jitter == .milliseconds(10))
    for _ in 0..<LatencyMeter.capacity { meter.record(.milliseconds(20)) }
    #expect(meter.jitter == .zero)
  }

  @Test func `a clock that was set back gives no negative round trip`() {
    var meter = LatencyMeter()
    meter.record(.milliseconds(-5))
    #expect(meter.smoothed == .zero)
  }

  @Test func `a meter that is reset has measured nothing`() {
    var meter = LatencyMeter()
    meter.record(.milliseconds(5))
    meter.reset()
    #expect(meter.latency == nil)
  }
}
