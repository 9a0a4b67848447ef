internal import TautEventLoop
internal import TautHandshake
internal import TautTLS
internal import TautWebSocket

/// How far an attempt to connect got, and what that says about TCP, the proxy, TLS and the upgrade.
struct DoctorPath {
  /// A certificate that ends sooner than this is worth a warning.
  static let shortValidity = Duration.seconds(14 * 86_400)

  /// What was asked for.
  let request: ClientUpgradeRequest
  /// How.
  let settings: ConnectionSettings
  /// The steps, each with its time since the beginning.
  let steps: [(step: ConnectStep, time: Duration)]
  /// What came out.
  let outcome: Result<OpenedWebSocket, ConnectError>
  /// When.
  let end: Duration

  /// The findings, with the exit code of each.
  var findings: [(DoctorFinding, ExitCode)] {
    let reached = DoctorCheck.allCases.firstIndex(of: failedCheck ?? .upgrade)!
    return [DoctorCheck.tcp, .proxy, .tls, .upgrade].filter { check in
      DoctorCheck.allCases.firstIndex(of: check)! <= reached
    }.map { check in
      check == failedCheck ? (failure(check), code) : (success(check), .success)
    }
  }

  /// The check at which the attempt failed; nil when it did not.
  private var failedCheck: DoctorCheck? {
    guard case .failure(let error) = outcome else { return nil }
    switch error {
    case .url: return .url
    case .resolution: return .dns
    // What was connected before it broke is not the network's.
    case .network where connection != nil: return request.url.isSecure && secured == nil ? .tls : .upgrade
    case .network: return .tcp
    case .proxy: return .proxy
    case .tls, .options: return .tls
    case .upgrade: return .upgrade
    case .timeout, .cancelled:
      if connection == nil { return .tcp }
      if settings.proxy != nil, tunnel == nil { return .proxy }
      return request.url.isSecure && secured == nil ? .tls : .upgrade
    }
  }

  private var code: ExitCode {
    if case .failure(let error) = outcome { ExitCode(error) } else { .success }
  }

  // MARK: What worked

  private func success(_ check: DoctorCheck) -> DoctorFinding {
    switch check {
    case .tcp: return connected
    case .proxy: return proxied
    case .tls: return encrypted
    default: return upgraded
    }
  }

  private var connected: DoctorFinding {
    guard let (address, time) = connection else { return DoctorFinding(check: .tcp, state: .skipped, seen: "") }
    let silent = unreachable
    guard !silent.isEmpty else {
      return DoctorFinding(check: .tcp, state: .ok, seen: "connected to \(address)", time: time)
    }
    return DoctorFinding(
      check: .tcp, state: .warning, seen: "connected to \(address), but not to \(silent.joined(separator: ", "))",
      advice: ["have the server listen on all addresses of its name, or take the others out of DNS"], time: time)
  }

  private var proxied: DoctorFinding {
    guard let proxy = settings.proxy, let tunnel else {
      return DoctorFinding(check: .proxy, state: .skipped, seen: "none is used")
    }
    return DoctorFinding(
      check: .proxy, state: .ok, seen: "\(proxy) opens the way", time: tunnel - (connection?.1 ?? .zero))
  }

  private var encrypted: DoctorFinding {
    guard let (summary, time) = secured else {
      return DoctorFinding(check: .tls, state: .skipped, seen: "not used: ws:// is not encrypted")
    }
    let names = summary.names.isEmpty ? "no name" : summary.names.joined(separator: ", ").shown
    let days = summary.remainingValidity.map { ", valid for \($0.components.seconds / 86_400) days" } ?? ""
    var finding = DoctorFinding(
      check: .tls, state: .ok, seen: "\(summary.version), \(summary.cipher), certificate for \(names)\(days)",
      time: time - (tunnel ?? connection?.1 ?? .zero))
    if settings.isInsecure {
      finding.state = .warning
      finding.seen += "; not verified, because of --insecure"
      finding.advice = ["leave --insecure out to see whether a client believes it"]
    } else if let rest = summary.remainingValidity, rest < Self.shortValidity {
      finding.state = .warning
      finding.advice = ["renew the certificate soon"]
    }
    return finding
  }

  private var upgraded: DoctorFinding {
    guard case .success(let answer) = outcome else { return DoctorFinding(check: .upgrade, state: .skipped, seen: "") }
    let parts = [
      "101 Switching Protocols", answer.subprotocol.map { "subprotocol \($0.shown)" },
      answer.deflate == nil ? nil : "permessage-deflate", answer.fields["Server"].map { "server \($0.shown)" },
    ]
    var finding = DoctorFinding(
      check: .upgrade, state: .ok, seen: parts.compactMap(\.self).joined(separator: "; "), time: end - lastStep)
    if answer.subprotocol == nil, !request.subprotocols.isEmpty {
      finding.state = .warning
      finding.seen += "; none of the offered subprotocols was chosen"
      finding.advice = ["offer one that the server speaks: browsers drop a connection without it"]
    }
    return finding
  }

  // MARK: What failed

  private func failure(_ check: DoctorCheck) -> DoctorFinding {
    guard case .failure(let error) = outcome else { return success(check) }
    let time = check == .tcp ? end : end - lastStep
    return DoctorFinding(check: check, state: .failed, seen: error.sentence, advice: advice(error, check), time: time)
  }

  private func advice(_ error: ConnectError, _ check: DoctorCheck) -> [String] {
    switch error {
    case .network where connection != nil: DoctorAdvice.broken(check)
    case .network: DoctorAdvice.unreachable(lastErrno, port: settings.proxy?.port ?? request.url.port)
    case .proxy: ["check the proxy's URL, its login, and whether it allows \(request.url.hostField.shown)"]
    case .tls(let text): DoctorAdvice.tls(text)
    case .options: ["check the files of --ca, --cert and --key, and the headers"]
    case .timeout: DoctorAdvice.timeout(check)
    case .upgrade(let error):
      DoctorAdvice.upgrade(error, hasToken: hasToken, isSecure: request.url.isSecure)
    case .url, .resolution, .cancelled: []
    }
  }

  private var hasToken: Bool { settings.token != nil || request.url.target.contains("token=") }

  // MARK: The steps

  private var connection: (String, Duration)? {
    for case (.connected(let address), let time) in steps { return ("\(address)", time) }
    return nil
  }

  private var tunnel: Duration? {
    for case (.tunnelled, let time) in steps { return time }
    return nil
  }

  private var secured: (TLSSummary, Duration)? {
    for case (.secured(let summary), let time) in steps { return (summary, time) }
    return nil
  }

  private var unreachable: [String] {
    steps.compactMap { step in
      if case .unreachable(let address, _) = step.step { "\(address)" } else { nil }
    }
  }

  private var lastErrno: Int32 {
    for case (.unreachable(_, let error), _) in steps.reversed() { return error.code }
    return 0
  }

  private var lastStep: Duration { steps.last?.time ?? .zero }
}
