internal import TautBytes
internal import TautClient
internal import TautEventLoop
internal import TautFraming
internal import TautJSON
internal import TautWebSocket

/// The checks on an open connection: the first message, ping and pong, a message and its answer, the close.
struct DoctorExamination {
  /// What a check found, and what that means to the shell.
  typealias Result = (DoctorFinding, ExitCode)

  /// The size of the messages that a server which echoes has to send back.
  static let echoSize = 16_384

  private let link: DoctorLink
  private let wait: Duration
  private let patience: Duration
  private let target: String
  private var events: AsyncStream<DoctorLink.Event>.Iterator
  private var ending: Ending?

  /// Begins with an open connection to `target`, the path and the query of the URL.
  init(_ link: DoctorLink, command: DoctorCommand, target: String) {
    self.link = link
    self.target = target
    wait = command.wait
    patience = command.connection.pingTimeout
    events = link.events.makeAsyncIterator()
  }

  /// Does all checks, and hands each finding to `tell`.
  mutating func run(on loop: isolated EventLoop, tell: (DoctorFinding, ExitCode) -> Void) async {
    for check in [DoctorCheck.hello, .heartbeat, .echo, .close] {
      let start = ContinuousClock.now
      var (finding, code) = await examine(check, on: loop)
      if finding.state != .skipped { finding.time = ContinuousClock.now - start }
      tell(finding, code)
      if ending != nil { return }
    }
  }

  private mutating func examine(_ check: DoctorCheck, on loop: isolated EventLoop) async -> Result {
    switch check {
    case .hello: await hello(on: loop)
    case .heartbeat: await heartbeat(on: loop)
    case .echo: await echo(on: loop)
    default: await close(on: loop)
    }
  }

  // MARK: Checks

  private mutating func hello(on loop: isolated EventLoop) async -> Result {
    switch await next(within: wait, on: loop, where: { if case .message = $0 { true } else { false } }) {
    case .message(let message)?:
      let greeting = DoctorGreeting(message)
      guard let interval = greeting.heartbeat, interval >= .seconds(60) else {
        return passed(.hello, greeting.seen)
      }
      return warned(
        .hello, greeting.seen, ["send heartbeats more often: proxies close what is silent for 60 seconds"])
    case .closed(let ending)?: return closed(.hello, ending)
    default:
      let silence = "nothing within \(EventText.text(wait))"
      guard DoctorGreeting.isExpected(at: target) else {
        return (DoctorFinding(check: .hello, state: .skipped, seen: "\(silence); not every route greets"), .success)
      }
      return warned(
        .hello, "\(silence), though this route should greet",
        ["check that the path is the server's own, and not one of a legacy echo", "allow more time with --wait"])
    }
  }

  private mutating func heartbeat(on loop: isolated EventLoop) async -> Result {
    "tautline".withBytes { link.webSocket.ping($0) }
    switch await next(within: patience, on: loop, where: { if case .pong = $0 { true } else { false } }) {
    case .pong?: return passed(.heartbeat, "a ping was answered with its pong")
    case .closed(let ending)?: return closed(.heartbeat, ending)
    default:
      let seen = "no pong within \(EventText.text(patience))"
      let finding = DoctorFinding(
        check: .heartbeat, state: .failed, seen: seen, advice: DoctorAdvice.silence(patience))
      return (finding, .timeout)
    }
  }

  private mutating func echo(on loop: isolated EventLoop) async -> Result {
    let ping = Self.ping(at: Environment.milliseconds)
    link.send(.text(ping))
    switch await next(within: patience, on: loop, where: { Self.answers($0, ping) }) {
    case .message(.text(ping))?: return await largeEcho(on: loop)
    case .message(.text(let text))?: return answered(text)
    case .closed(let ending)?: return closed(.echo, ending)
    default:
      return warned(
        .echo, "a JSON ping got no answer within \(EventText.text(patience))",
        ["check that the server reads messages, and that they are in a form that it knows"])
    }
  }

  private func answered(_ text: String) -> Result {
    guard let object = try? JSONObject(scanning: Array(text.utf8)), object.string("type") != "pong" else {
      return passed(.echo, "a JSON ping was answered with a JSON pong")
    }
    let content = object.object("payload") ?? object.object("data") ?? object
    let reason = content.string("message") ?? object.string("error") ?? "no reason given"
    return warned(
      .echo, "a JSON ping was answered with an error: \(reason.shown)",
      ["check which messages this route takes: it does not know the type ping"])
  }

  /// Sends what a proxy, a limit or a compression could spoil.
  private mutating func largeEcho(on loop: isolated EventLoop) async -> Result {
    let text = String(repeating: "é漢🎲\n", count: Self.echoSize / 10)
    let bytes = (0..<Self.echoSize).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ $0 >> 8) }
    for message in [Message.text(text), .binary(bytes)] {
      link.send(message)
      switch await next(within: patience, on: loop, where: { if case .message = $0 { true } else { false } }) {
      case .message(message)?: continue
      case .closed(let ending)?: return closed(.echo, ending)
      case .message?:
        let finding = DoctorFinding(
          check: .echo, state: .failed, seen: "a message of \(message.count) bytes came back changed",
          advice: ["look for a proxy on the way that changes messages", "connect with --no-deflate to compare"])
        return (finding, .protocolError)
      default:
        return warned(
          .echo, "a short message came back, one of \(message.count) bytes did not",
          ["check the limits for messages of the server and of the proxies on the way"])
      }
    }
    return passed(.echo, "the server echoes: text and binary of 16 KiB came back unchanged")
  }

  private mutating func close(on loop: isolated EventLoop) async -> Result {
    link.webSocket.close(.normalClosure)
    while true {
      guard let event = await events.next(isolation: loop) else { return passed(.close, "closed") }
      guard case .closed(let ending) = event else { continue }
      self.ending = ending
      if ending.outcome.isClean { return passed(.close, "closed with \(ending.outcome.code)") }
      return warned(
        .close, "the server did not answer the close frame", ["check the server: RFC 6455, 5.5.1, wants an answer"])
    }
  }

  // MARK: Events

  /// The next event that `isWanted` accepts, or the end; nil when neither comes within `limit`.
  private mutating func next(
    within limit: Duration, on loop: isolated EventLoop, where isWanted: (DoctorLink.Event) -> Bool
  ) async -> DoctorLink.Event? {
    let alarm = link.setAlarm(after: limit)
    while let event = await events.next(isolation: loop) {
      if case .closed(let ending) = event {
        self.ending = ending
        return event
      }
      if isWanted(event) { return event }
      if case .alarm(alarm) = event { return nil }
    }
    return nil
  }

  private func passed(_ check: DoctorCheck, _ seen: String) -> Result {
    (DoctorFinding(check: check, state: .ok, seen: seen), .success)
  }

  private func warned(_ check: DoctorCheck, _ seen: String, _ advice: [String]) -> Result {
    (DoctorFinding(check: check, state: .warning, seen: seen, advice: advice), .success)
  }

  private func closed(_ check: DoctorCheck, _ ending: Ending) -> Result {
    let code = ending.error == nil ? ending.outcome.code : ending.sent?.code ?? ending.outcome.code
    let reason = ending.outcome.reason
    let words = reason.isEmpty ? "" : ": \(reason.shown)"
    let cause = ending.error.map { " (\($0))" } ?? ""
    let finding = DoctorFinding(
      check: check, state: .failed,
      seen: "the connection ended with \(code.rawValue) (\(CloseMeaning.phrase(code.rawValue)))\(words)\(cause)",
      advice: DoctorAdvice.closed(code, reason: reason))
    let exit = ExitCode(closeCode: code.rawValue)
    return (finding, exit == .success ? .closedOtherwise : exit)
  }

  // MARK: The ping

  /// A ping that is one in every dialect.
  static func ping(at milliseconds: Int64) -> String {
    var json = JSONWriter()
    json.beginObject()
    json.member("type", "ping")
    json.member("ts", milliseconds)
    json.member("timestamp", timestamp: milliseconds)
    json.member("correlationId", "doctor")
    json.member("version", "2.0")
    json.name("payload")
    json.beginObject()
    json.endObject()
    json.endObject()
    return String(decoding: json.bytes, as: UTF8.self)
  }

  private static func answers(_ event: DoctorLink.Event, _ ping: String) -> Bool {
    guard case .message(.text(let text)) = event else { return false }
    guard text != ping else { return true }
    let type = (try? JSONObject(scanning: Array(text.utf8)))?.string("type")
    return type == "pong" || type == "error"
  }
}
