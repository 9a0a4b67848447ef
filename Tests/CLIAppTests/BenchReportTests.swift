import Testing

@testable import tautline

@Suite struct BenchReportTests {
  private var report: BenchReport {
    var report = BenchReport(command: BenchCommand())
    report.operations = 20_000
    report.seconds = 10
    report.latencies.record(40, times: 99)
    report.latencies.record(60)
    return report
  }

  @Test func `a good run says what was done, how fast, and how long each took`() {
    #expect(
      report.text == """
        echo ws://127.0.0.1:8000/ws/bench: 64 connections, 32 bytes
          messages  20000 in 10 s, 2000 a second
          latency   p50 40 ns   p90 40 ns   p99 40 ns   p99.9 60 ns   max 60 ns

        """)
    #expect(report.exitCode == .success)
  }

  @Test func `failures are said with the first reason and decide the exit code`() {
    var report = report
    report.failures = 2
    report.firstFailure = "an echo differs"
    report.unanswered = 3
    #expect(report.text.hasSuffix("  3 were not answered before the end\n  2 failed; the first: an echo differs\n"))
    #expect(report.exitCode == .closedOtherwise)
  }

  @Test func `JSON has the same figures, in microseconds`() {
    let json = String(decoding: report.json, as: UTF8.self)
    #expect(json.contains(#""kind":"echo""#))
    #expect(json.contains(#""operations":20000,"rate":2000"#))
    #expect(json.contains(#""p50":0.04,"#))
    #expect(!json.contains("first_failure"))
  }

  @Test(arguments: [
    (999, "999 ns"), (1_500, "1.5 µs"), (15_360, "15.4 µs"), (153_600, "154 µs"), (2_000_000, "2 ms"),
    (3_210_000_000, "3.21 s"),
  ])
  func `times have about three digits`(nanoseconds: Int64, text: String) {
    #expect(BenchReport.time(nanoseconds) == text)
  }
}
