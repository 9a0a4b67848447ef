import TautFraming
import Testing

@testable import tautline

@Suite struct DoctorReportTests {
  private let good = DoctorFinding(check: .dns, state: .ok, seen: "h has 127.0.0.1", time: .microseconds(1500))
  private let bad = DoctorFinding(
    check: .tcp, state: .failed, seen: "refused", advice: ["start it", "look"], time: .milliseconds(2))

  @Test func `a finding is a line, with its advice below`() {
    #expect(good.text(.plain) == "ok      dns       h has 127.0.0.1 (1.5 ms)\n")
    #expect(
      bad.text(.plain) == """
        failed  tcp       refused (2 ms)
                          -> start it
                          -> look

        """)
    let skipped = DoctorFinding(check: .heartbeat, state: .skipped, seen: "not reached")
    #expect(skipped.text(.plain) == "skipped heartbeat not reached\n")
    #expect(skipped.text(TextStyle(isEnabled: true)).hasPrefix("\u{1B}[2mskipped "))
  }

  @Test func `the whole is one object`() {
    var report = DoctorReport(url: "ws://h/")
    report.add(good)
    report.add(bad, as: .unreachable)
    #expect(
      String(decoding: report.record, as: UTF8.self)
        == #"{"url":"ws://h/","ok":false,"exit":2,"summary":"ws://h/ does not work: it fails at connecting (TCP)","checks":[{"check":"dns","state":"ok","seen":"h has 127.0.0.1","ms":1.5,"advice":[]},{"check":"tcp","state":"failed","seen":"refused","ms":2.0,"advice":["start it","look"]}]}"#
        + "\n")
  }

  @Test func `the first failure counts, warnings do not`() {
    var report = DoctorReport(url: "u")
    #expect(report.summary == "u works")
    report.add(DoctorFinding(check: .tls, state: .warning, seen: ""))
    #expect(report.exitCode == .success && report.summary == "u works, with 1 warning")
    report.add(DoctorFinding(check: .hello, state: .warning, seen: ""))
    #expect(report.summary == "u works, with 2 warnings")
    report.add(DoctorFinding(check: .heartbeat, state: .failed, seen: ""), as: .timeout)
    report.add(DoctorFinding(check: .echo, state: .failed, seen: ""), as: .protocolError)
    #expect(report.exitCode == .timeout)
    #expect(report.unreached.map(\.check) == [.url, .dns, .tcp, .proxy, .upgrade, .close])
  }

  @Test func `every check ends a sentence`() {
    for check in DoctorCheck.allCases { #expect(!check.phrase.isEmpty) }
  }

  @Test(arguments: [
    ("certificate has expired", "renew"), ("self-signed certificate", "--ca FILE"),
    ("unable to get local issuer certificate", "chain"), ("hostname mismatch", "host name"),
    ("certificate is not yet valid", "clock"), ("the peer ended the tls connection with the alert: x", "--cert"),
    ("something else", "check that the certificate is valid"),
  ])
  func `trouble with TLS has its own advice`(text: String, advice: String) {
    #expect(DoctorAdvice.tls(text).joined().contains(advice))
  }

  @Test func `silence has advice for each step`() {
    #expect(DoctorAdvice.timeout(.dns).joined().contains("DNS"))
    #expect(DoctorAdvice.timeout(.tcp).joined().contains("firewall"))
    #expect(DoctorAdvice.timeout(.tls).joined().contains("ws://"))
    #expect(DoctorAdvice.timeout(.upgrade).joined().contains("says nothing"))
    #expect(DoctorAdvice.unreachable(113, port: 1).joined().contains("network"))
  }

  @Test func `one ping is one in every dialect`() {
    let ping = DoctorExamination.ping(at: 1_755_252_000_000)
    #expect(
      ping
        == #"{"type":"ping","ts":1755252000000,"timestamp":"2025-08-15T10:00:00Z","correlationId":"doctor","version":"2.0","payload":{}}"#
    )
  }
}
