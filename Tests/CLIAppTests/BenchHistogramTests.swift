import Testing

@testable import tautline

@Suite struct BenchHistogramTests {
  @Test func `an empty histogram has no latencies`() {
    let histogram = BenchHistogram()
    #expect(histogram.count == 0)
    #expect(histogram.percentile(0.99) == 0)
    #expect(histogram.mean == 0)
  }

  @Test func `small values are exact`() {
    var histogram = BenchHistogram()
    for value in 1...60 { histogram.record(Int64(value)) }
    #expect(histogram.percentile(0.5) == 30)
    #expect(histogram.percentile(1) == 60)
    #expect(histogram.mean == 30.5)
  }

  @Test(arguments: [100, 1_000, 12_345, 1_000_000, 87_654_321, 3_600_000_000_000])
  func `a percentile is at most a 64th too low, and never too high`(value: Int64) {
    var histogram = BenchHistogram()
    histogram.record(value, times: 99)
    histogram.record(value * 3)
    let median = histogram.percentile(0.5)
    #expect(median <= value)
    #expect(Double(median) >= Double(value) * (1 - 1.0 / 64))
  }

  @Test func `percentiles are counted, not interpolated`() {
    var histogram = BenchHistogram()
    histogram.record(10, times: 990)
    histogram.record(50, times: 10)
    #expect(histogram.percentile(0.99) == 10)
    #expect(histogram.percentile(0.991) == 50)
  }

  @Test func `a latency beyond the range is kept as the longest`() {
    var histogram = BenchHistogram()
    histogram.record(.max)
    #expect(histogram.count == 1)
    #expect(histogram.maximum == .max)
  }

  @Test func `a clock that went backwards counts as nothing`() {
    var histogram = BenchHistogram()
    histogram.record(-5)
    #expect(histogram.percentile(1) == 0)
  }
}
