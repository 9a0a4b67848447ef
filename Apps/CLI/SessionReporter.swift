internal import TautBackoff
internal import TautEnvelope
internal import TautJSON
internal import TautLog
internal import TautNotifications
internal import TautSession

/// Tells on standard error what a session does: in words, or as JSON.
actor SessionReporter {
  private let name: String
  private let tellsEvents: Bool
  private let style: TextStyle
  private let write: @Sendable (String) -> Void
  private let configuration: SessionConfiguration
  private var situation = SessionSituation()
  private var notifications = Notifications()
  private var failures = 0

  /// A reporter of the command called `name`, which gives each line to `write`.
  init(
    _ name: String, _ configuration: SessionConfiguration, tellsEvents: Bool, usesColor: Bool,
    write: @escaping @Sendable (String) -> Void = { StandardError.write(record: $0) }
  ) {
    self.name = name
    self.tellsEvents = tellsEvents
    self.write = write
    style = Terminal.style(for: 2, wanted: usesColor)
    self.configuration = configuration
  }

  // MARK: The connection

  /// Tells a change, and returns the exit code when the session has given up.
  func report(_ change: SessionChange) -> ExitCode? {
    count(change)
    situation.note(change, of: configuration)
    notifications.update(situation.situation, at: change.time)
    let toast = notifications.toasts.last { $0.time == change.time }
    if tellsEvents {
      tell("state") { change.writeMembers(to: &$0) }
      if let toast { tell("notification", toast) }
    } else if let line = line(change, toast?.notice) {
      say(line)
    }
    if case .gaveUp(let error) = change.reason { return ExitCode(error) }
    return nil
  }

  private func count(_ change: SessionChange) {
    switch change.reason {
    case .opened: failures = 0
    case .lost, .gaveUp: failures += 1
    default: return
    }
  }

  private func line(_ change: SessionChange, _ notice: Notice?) -> String? {
    if case .gaveUp(let error) = change.reason { return end(error) }
    guard let notice else { return nil }
    // That notice says itself when the next attempt comes.
    if notice.text.hasPrefix("The server restarts") { return notice.text }
    guard case .lost(let error) = change.reason else { return notice.text + next(change) }
    let reason = notice.text.hasPrefix("Connection failed") ? "" : ": \(error.description.shown)"
    return notice.text + reason + next(change)
  }

  private func next(_ change: SessionChange) -> String {
    guard let next = change.next else { return "" }
    return " (attempt \(max(1, next.number)) in \(EventText.text(next.delay)))"
  }

  private func end(_ error: SessionError) -> String {
    guard case .gaveUp(_, let last) = error else { return "\(error.description.shown); \(error.advice)" }
    return "\(last.description.shown); giving up after \(failures) attempts; \(last.advice)"
  }

  // MARK: Rooms

  /// Tells that a subscription is in place.
  func subscribed(to room: String, at place: SubscribeSince, isRecovered: Bool) {
    guard tellsEvents else {
      return say("subscribed to \(room) at \(place.epoch.shown):\(place.offset)\(isRecovered ? ", recovered" : "")")
    }
    tell("subscribed") { json in
      json.member("room", room)
      json.member("epoch", place.epoch)
      json.member("offset", place.offset)
      json.member("recovered", isRecovered)
    }
  }

  /// Tells that messages are lost.
  func lost(_ gap: SessionGap, of room: String) {
    // A history that began anew cannot say what the old one had.
    let range = gap.from <= gap.to ? "\(gap.from) to \(gap.to)" : "nobody knows how many"
    guard tellsEvents else { return say("messages are lost: \(range) (\(gap.reason.shown))") }
    tell("gap") { json in
      json.member("room", room)
      json.member("from", gap.from)
      json.member("to", gap.to)
      json.member("reason", gap.reason)
      if let count = gap.count { json.member("count", count) }
    }
  }

  /// Tells that the server does not grant a subscription.
  func refused(_ error: SessionError, room: String) {
    guard tellsEvents else {
      return say("the subscription is refused: \(error.description.shown); \(error.advice)")
    }
    tell("refused") { json in
      json.member("room", room)
      json.name("error")
      error.write(to: &json)
    }
  }

  /// Tells that something did not work.
  func failed(_ error: SessionError) {
    guard tellsEvents else { return say("\(error.description.shown); \(error.advice)") }
    tell("error") { json in
      json.name("error")
      error.write(to: &json)
    }
  }

  // MARK: Telling

  private func say(_ text: String) {
    write(style.paint("tautline \(name): \(Redaction.redacted(text))", .note))
  }

  private func tell(_ event: String, _ toast: Toast) {
    tell(event) { json in
      json.member("severity", toast.notice.severity.name)
      json.member("text", Redaction.redacted(toast.notice.text))
      if let suggestion = toast.notice.suggestion { json.member("suggestion", suggestion) }
      if let action = toast.notice.action { json.member("action", action.rawValue) }
      json.member("count", toast.count)
    }
  }

  private func tell(_ event: String, _ members: (inout JSONWriter) -> Void) {
    var json = JSONWriter()
    json.beginObject()
    json.member("event", event)
    json.member("ts", Environment.milliseconds)
    members(&json)
    json.endObject()
    write(String(decoding: json.bytes, as: UTF8.self))
  }
}
