public import TautJSON

/// One line of the log.
public struct LogEntry: Sendable, Hashable {
  /// How much a line matters.
  public enum Level: String, Sendable, Hashable, CaseIterable {
    /// For those who look for a fault.
    case debug
    /// The usual course.
    case info
    /// Something is not as it should be, and is being dealt with.
    case warning
    /// Something failed.
    case error
  }

  /// The number of the line, from 1 on without holes.
  public var sequence: Int
  /// When it was written.
  public var time: WallTime
  /// How much it matters.
  public var level: Level
  /// What it is about, for programs: `transition`, `attempt`, `failure`, `hello`,
  /// `fallback`, `statistics`, and what went wrong without an end: `server_error`, `renewal`, `poll`, `gap`, `subscription`, `handler`, `queue`.
  public var event: String
  /// What happened, for people.
  public var message: String
  /// The same for programs.
  public var fields: JSONObject

  /// The line as S2 prints it: `[WS] transition from connecting to open`.
  public var line: String { "[WS] \(message)" }

  /// Writes the line as an object: `time`, `level`, `event`, `message`, and the fields.
  public func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("time", time.description)
    json.member("level", level.rawValue)
    json.member("event", event)
    json.member("message", message)
    for member in fields.members { json.member(member) }
    json.endObject()
  }
}
