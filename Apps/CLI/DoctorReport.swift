internal import TautJSON

/// All that `tautline doctor` found.
struct DoctorReport: Sendable {
  /// What was examined, without the secrets in it.
  let url: String
  /// The findings, in the order of the checks.
  private(set) var findings: [DoctorFinding] = []
  /// What the first failure means to the shell.
  private(set) var exitCode = ExitCode.success

  /// A report without findings.
  init(url: String) {
    self.url = url
  }

  /// Adds a finding; the code of a failure counts where it is the first.
  mutating func add(_ finding: DoctorFinding, as code: ExitCode = .success) {
    findings.append(finding)
    if finding.state == .failed, exitCode == .success { exitCode = code == .success ? .closedOtherwise : code }
  }

  /// The findings for the checks that were not reached.
  var unreached: [DoctorFinding] {
    let reached = Set(findings.map(\.check))
    return DoctorCheck.allCases.filter { !reached.contains($0) }.map { check in
      DoctorFinding(check: check, state: .skipped, seen: "not reached")
    }
  }

  /// The whole in one sentence.
  var summary: String {
    if let failure = findings.first(where: { $0.state == .failed }) {
      return "\(url) does not work: it fails at \(failure.check.phrase)"
    }
    let warnings = findings.count { $0.state == .warning }
    return warnings == 0 ? "\(url) works" : "\(url) works, with \(warnings) warning\(warnings == 1 ? "" : "s")"
  }

  /// The whole as one line of JSON, with its line feed.
  var record: [UInt8] {
    var json = JSONWriter()
    json.beginObject()
    json.member("url", url)
    json.member("ok", exitCode == .success)
    json.member("exit", Int(exitCode.rawValue))
    json.member("summary", summary)
    json.name("checks")
    json.beginArray()
    for finding in findings { finding.write(to: &json) }
    json.endArray()
    json.endObject()
    return json.bytes + [0x0A]
  }
}
