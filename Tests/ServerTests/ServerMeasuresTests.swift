import TautFraming
import TautWebSocket
import Testing

@testable import TautServer

@Suite struct ServerMeasuresTests {
  @Test func `a duration is counted in the step that it fits into`() {
    var histogram = LatencyHistogram()
    for duration: Duration in [.zero, .microseconds(100), .microseconds(101), .seconds(10), .seconds(11)] {
      histogram.record(duration)
    }
    #expect(histogram.counts.first == 2 && histogram.counts[1] == 1)
    #expect(histogram.counts.suffix(2) == [1, 1])
    #expect(histogram.count == 5 && histogram.sum == .microseconds(21_000_201))
    histogram += histogram
    #expect(histogram.count == 10 && histogram.counts[0] == 4)
  }

  @Test func `a clock that was set back costs no time`() {
    var histogram = LatencyHistogram()
    histogram.record(.seconds(-5))
    #expect(histogram.counts[0] == 1 && histogram.sum == .zero)
  }

  @Test func `steps are written as Prometheus reads them, each with those before it`() {
    var histogram = LatencyHistogram()
    histogram.record(.milliseconds(1))
    histogram.record(.milliseconds(20))
    var text = MetricsText()
    text.histogram("x_seconds", "X", histogram)
    #expect(text.text.hasPrefix("# HELP x_seconds X\n# TYPE x_seconds histogram\nx_seconds_bucket{le=\"0.0001\"} 0\n"))
    #expect(text.text.contains("x_seconds_bucket{le=\"0.001\"} 1\nx_seconds_bucket{le=\"0.0025\"} 1\n"))
    #expect(text.text.hasSuffix("x_seconds_bucket{le=\"+Inf\"} 2\nx_seconds_sum 0.021\nx_seconds_count 2\n"))
  }

  @Test(
    arguments: [
      (1000, nil, EndingClass.left), (1001, 1001, .left), (1005, nil, .left), (1006, nil, .lost),
      (1006, 1012, .drained),
      (1012, 1012, .drained), (1002, 1002, .protocol), (1009, 1009, .protocol), (1011, 1011, .failed),
      (4429, 4429, .refused), (1008, 1008, .refused),
    ] as [(UInt16, UInt16?, EndingClass)])
  func `an ending has a class`(code: UInt16, sent: UInt16?, expected: EndingClass) {
    let ending = Ending(
      outcome: ClosingHandshake.Outcome(code: CloseCode(code), isClean: true),
      sent: sent.map { ClosePayload(CloseCode($0), reason: "") })
    #expect(EndingClass(ending) == expected)
  }

  @Test func `what went wrong below decides the class`() {
    let outcome = ClosingHandshake.Outcome(code: .abnormalClosure, isClean: false)
    #expect(EndingClass(Ending(outcome: outcome, error: .silence(.seconds(60)))) == .silence)
    #expect(EndingClass(Ending(outcome: outcome, error: .inflate("no"))) == .protocol)
  }
}
