import TautBackoff
import TautBytes
import TautEnvelope
import TautFraming
import TautHeartbeat
import TautJSON
import TautSession

/// A session on a clock that the test moves, and what it wanted.
struct Stage {
  static let epoch = "00000000000000aa"

  var session: Session
  var now: ContinuousClock.Instant
  /// What the session wanted since the last look, in words.
  private(set) var log: [String] = []
  /// The messages that were sent, as they went.
  private(set) var sent: [String] = []
  private(set) var changes: [SessionChange] = []
  /// The attempt after the restart that was announced last.
  private(set) var planned: BackoffAttempt?
  private(set) var deadline: ContinuousClock.Instant?
  private var output = SessionOutput()
  private let start: ContinuousClock.Instant

  init(_ configuration: SessionConfiguration = .test, memory: SessionMemory = SessionMemory(clientID: "me")) {
    start = .now
    now = start
    session = Session(configuration, memory: memory, seed: 7, at: start, milliseconds: 1_700_000_000_000)
  }

  /// A session that is connected.
  static func connected(_ configuration: SessionConfiguration = .test) -> Stage {
    var stage = Stage(configuration)
    stage.open()
    return stage
  }

  // MARK: Acting

  mutating func tell(_ body: (inout Session, ContinuousClock.Instant, inout SessionOutput) -> Void) {
    body(&session, now, &output)
    note(nil)
  }

  mutating func ask<Value>(
    _ body: (inout Session, ContinuousClock.Instant, inout SessionOutput) throws(SessionError) -> Value
  ) throws(SessionError) -> Value {
    defer { note(nil) }
    return try body(&session, now, &output)
  }

  mutating func connect() { tell { $0.connect(at: $1, into: &$2) } }

  /// Connects, and has the attempt succeed.
  mutating func open() {
    connect()
    opened()
    _ = take()
  }

  /// The present attempt succeeds.
  mutating func opened(_ link: UInt64? = nil) {
    let id = LinkID(rawValue: link ?? lastLink)
    tell { $0.receiveOpen(id, at: $1, into: &$2) }
  }

  /// The present attempt fails.
  mutating func failed(_ error: SessionError = .network("refused"), _ link: UInt64? = nil) {
    let id = LinkID(rawValue: link ?? lastLink)
    tell { $0.receiveFailure(id, error, at: $1, into: &$2) }
  }

  /// The connection is lost.
  mutating func closed(_ error: SessionError = .lost("reset"), _ link: UInt64? = nil) {
    let id = LinkID(rawValue: link ?? lastLink)
    tell { $0.receiveClosed(id, error, at: $1, into: &$2) }
  }

  /// A text message comes.
  mutating func receive(_ text: String, _ link: UInt64? = nil) {
    let id = LinkID(rawValue: link ?? lastLink)
    let bytes = Array(text.utf8)
    bytes.withBytes { session.receive(text: $0, on: id, at: now, into: &output) }
    note(bytes)
  }

  mutating func polled(_ text: String, ticket: UInt64) {
    let bytes = Array(text.utf8)
    bytes.withBytes { session.receivePolled($0, ticket: ticket, at: now, into: &output) }
    note(bytes)
  }

  /// The whole answer to a poll comes.
  mutating func pollAnswered(_ text: String, ticket: UInt64) {
    let bytes = Array(text.utf8)
    bytes.withBytes { session.receivePollAnswer($0, ticket: ticket, at: now, into: &output) }
    note(bytes)
  }

  /// A simulation made a message.
  mutating func simulated(_ text: String) {
    let bytes = Array(text.utf8)
    bytes.withBytes { session.receiveSimulated($0, into: &output) }
    note(bytes)
  }

  /// A message of the v2 dialect comes.
  mutating func receive(_ type: String, id: String, _ payload: String = "{}") {
    receive(#"{"type":"\#(type)","ts":1,"correlationId":"\#(id)","version":"2.0","payload":\#(payload)}"#)
  }

  /// A message of a room comes.
  mutating func receive(room: String, _ offset: Int, _ payload: String = "{}", epoch: String = Stage.epoch) {
    receive(Stage.message(room: room, offset, payload, epoch: epoch))
  }

  static func message(room: String, _ offset: Int, _ payload: String = "{}", epoch: String = Stage.epoch) -> String {
    #"{"type":"news","ts":1,"correlationId":"","version":"2.0","payload":\#(payload),"#
      + #""meta":{"room":"\#(room)","epoch":"\#(epoch)","offset":\#(offset)}}"#
  }

  /// Lets time pass, and has the session do what is due, at each deadline on the way.
  mutating func pass(_ duration: Duration) {
    let end = now + duration
    while true {
      deadline = session.poll(at: now, into: &output)
      note(nil)
      guard let deadline, deadline <= end else { break }
      now = max(now, deadline)
    }
    now = end
  }

  // MARK: Looking

  /// What happened since the last look.
  mutating func take() -> [String] {
    defer { log = [] }
    return log
  }

  private(set) var lastLink: UInt64 = 0

  /// The types of the protocol's own messages.
  private(set) var told: [String] = []

  private mutating func note(_ bytes: [UInt8]?) {
    for action in output.actions {
      if case .told(let message) = action {
        told.append((bytes ?? []).withBytes { message.type.string(in: $0) ?? "" })
      } else {
        log.append(describe(action, bytes ?? []))
      }
    }
    output.removeAll()
  }

  private mutating func describe(_ action: SessionAction, _ bytes: [UInt8]) -> String {
    switch action {
    case .askToken(let ticket): return "ask token \(ticket)"
    case .open(let link, let token):
      lastLink = link.rawValue
      return "open \(link.rawValue)" + (token.map { " with \($0)" } ?? "")
    case .send(let range, let link):
      let text = String(decoding: output.bytes[range], as: UTF8.self)
      sent.append(text)
      return "send \(Self.summary(text)) on \(link.rawValue)"
    case .ping(let token, let link): return "ping \(token) on \(link.rawValue)"
    case .close(let link, let code, let reason): return "close \(link.rawValue) \(code) \(reason)"
    case .abort(let link): return "abort \(link.rawValue)"
    case .fetch(let ticket, let room, let since):
      return "fetch \(ticket) \(room)" + (since.map { " after \($0.offset)" } ?? "")
    case .changed(let change):
      changes.append(change)
      return "\(change.from) → \(change.to): \(Self.reason(change.reason))"
    case .deliver(let message):
      return "deliver \(Self.text(message, bytes)) to \(output.subscriptions[message.subscriptions].map(\.rawValue))"
    case .answered(let id, let message): return "answered \(id.rawValue): \(Self.text(message, bytes))"
    case .failed(let id, let error): return "failed \(id.rawValue): \(error)"
    case .accepted(let id, let message):
      return "accepted \(id.rawValue)" + (message.map { ": \(Self.text($0, bytes))" } ?? "")
    case .rejected(let id, let error): return "rejected \(id.rawValue): \(error)"
    case .subscribed(let id, let place, let isRecovered):
      return "subscribed \(id.rawValue) at \(place.offset)\(isRecovered ? ", recovered" : "")"
    case .gap(let id, let gap): return "gap \(id.rawValue) \(gap.from)-\(gap.to) \(gap.reason)"
    case .refused(let id, let error): return "refused \(id.rawValue): \(error)"
    case .note(let note):
      if case .restartAnnounced(let next, _) = note { planned = next }
      return "note \(Self.text(note))"
    case .told: return "told"
    }
  }

  private static func text(_ note: SessionNote) -> String {
    switch note {
    case .hello(let bytes): "hello \(bytes.count > 0)"
    default: "\(note)".components(before: "(")
    }
  }

  private static func text(_ message: SessionMessage, _ bytes: [UInt8]) -> String {
    bytes.withBytes { bytes in
      let type = message.type.string(in: bytes) ?? ""
      let payload = String(decoding: message.payload.copy(in: bytes), as: UTF8.self)
      return "\(type)\(message.offset.map { " #\($0)" } ?? "") \(payload)"
    }
  }

  private static func reason(_ reason: SessionChange.Reason) -> String {
    switch reason {
    case .lost(let error), .gaveUp(let error): "\("\(reason)".components(before: "(")) \(error.code)"
    default: "\(reason)"
    }
  }

  /// Type, id and payload of a sent message.
  private static func summary(_ text: String) -> String {
    guard let value = try? JSONValue(parsing: text).object else { return text }
    let id = value["correlationId"]?.string ?? value["request_id"]?.string ?? ""
    return "\(value["type"]?.string ?? "?") \(id) \(value["payload"].map { "\($0)" } ?? "")"
  }
}

extension SessionConfiguration {
  /// A configuration whose delays have no jitter.
  static var test: SessionConfiguration {
    var configuration = SessionConfiguration(url: "ws://host/ws")
    configuration.backoff.jitter = .none
    return configuration
  }

  static func test(_ change: (inout SessionConfiguration) -> Void) -> SessionConfiguration {
    var configuration = test
    change(&configuration)
    return configuration
  }
}

extension String {
  fileprivate func components(before mark: Character) -> String {
    String(prefix { $0 != mark })
  }
}
