/// A recorded connection: what each side sent, and when.
///
/// ```swift
/// let recording = try Recording(contentsOf: "session.ndjson")
/// var replay = Replay(recording, as: .server, speed: 2)
/// ```
public struct Recording: Sendable, Hashable {
  /// The connection.
  public let session: RecordedSession

  /// What happened after the opening, in order.
  public let events: [RecordedEvent]

  /// Makes a recording from its parts; the events must be in order.
  public init(_ session: RecordedSession, events: [RecordedEvent]) {
    self.session = session
    self.events = events
  }

  /// Reads a recording of JSON lines; empty lines are ignored.
  ///
  /// - Throws: ``RecordingError`` that names the line.
  public init(parsing text: String) throws(RecordingError) {
    var session: RecordedSession?
    var events: [RecordedEvent] = []
    var last = Duration.zero
    var isOver = false
    // A line feed after a carriage return is one character of its own.
    let lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
    for (index, line) in lines.enumerated() {
      guard line.contains(where: { !$0.isWhitespace }) else { continue }
      let event = try RecordedEvent(line: String(line), number: index + 1)
      guard event.time >= last, !isOver else { throw .disorder(number: index + 1) }
      last = event.time
      switch (event.kind, session) {
      case (.open(let opened), nil): session = opened
      case (.open, _): throw .disorder(number: index + 1)
      case (_, nil): throw .noBeginning
      case (.close, _):
        isOver = true
        events.append(event)
      case (.message, _): events.append(event)
      }
    }
    guard let session else { throw .noBeginning }
    self.init(session, events: events)
  }

  /// The number of messages that `side` sent.
  public func count(from side: RecordedEvent.Side) -> Int {
    events.count { if case .message(side, _) = $0.kind { true } else { false } }
  }
}
