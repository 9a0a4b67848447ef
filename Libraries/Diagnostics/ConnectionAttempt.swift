public import TautJSON

/// One attempt to connect, and what came of it (S2's `WSConnectionAttempt`).
public struct ConnectionAttempt: Sendable, Hashable, Codable {
  /// How an attempt stands.
  public enum Outcome: String, Sendable, Hashable, Codable, CaseIterable {
    /// It is being made.
    case pending
    /// Its connection is open.
    case open
    /// It failed.
    case failed
    /// It succeeded, and its connection was lost later.
    case lost
    /// It was given up, or its connection was closed, as the program wished.
    case closed
  }

  /// The number of the attempt, from 1.
  public var number: Int
  /// When it was begun.
  public var startedAt: WallTime
  /// When its connection was opened.
  public var openedAt: WallTime?
  /// When it failed, or its connection ended.
  public var endedAt: WallTime?
  /// How it stands.
  public var outcome = Outcome.pending
  /// The class of what ended it.
  public var errorType: FailureCategory?
  /// What ended it.
  public var error: String?
  /// The close code, where the connection was closed.
  public var closeCode: UInt16?
  /// The delay until the next attempt.
  public var nextDelayMs: Int64?

  /// An attempt that begins.
  public init(number: Int, startedAt: WallTime) {
    self.number = number
    self.startedAt = startedAt
  }

  private enum CodingKeys: String, CodingKey {
    case number = "attempt"
    case startedAt = "started_at"
    case openedAt = "opened_at"
    case endedAt = "ended_at"
    case outcome
    case errorType = "error_type"
    case error
    case closeCode = "close_code"
    case nextDelayMs = "next_delay_ms"
  }

  /// How long its connection was open, where it has ended.
  public var uptime: Duration? {
    guard let openedAt, let endedAt else { return nil }
    return .milliseconds(endedAt.milliseconds - openedAt.milliseconds)
  }

  /// Writes the attempt as an object; what is not known is `null`.
  public func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("attempt", number)
    json.member("started_at", startedAt.description)
    json.member("opened_at", openedAt?.description)
    json.member("ended_at", endedAt?.description)
    json.member("outcome", outcome.rawValue)
    json.member("error_type", errorType?.rawValue)
    json.member("error", error)
    json.name("close_code")
    if let closeCode { json.number(closeCode) } else { json.null() }
    json.name("next_delay_ms")
    if let nextDelayMs { json.number(nextDelayMs) } else { json.null() }
    json.endObject()
  }
}

extension JSONWriter {
  /// Writes a member whose value is a string or `null`.
  mutating func member(_ name: StaticString, _ text: String?) {
    self.name(name)
    if let text { string(text) } else { null() }
  }

  /// Writes a member whose value is an array of strings.
  mutating func member(_ name: StaticString, _ texts: [String]) {
    self.name(name)
    beginArray()
    for text in texts { string(text) }
    endArray()
  }
}
