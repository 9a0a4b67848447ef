public import TautJSON

/// The last lines of the log, without consecutive duplicates (S2, "Logging Strategy").
///
/// It holds ``capacity`` lines and forgets the oldest.
public struct ConnectionLog: Sendable {
  /// How many lines are held.
  public static let capacity = 200

  /// The lines, oldest first.
  public private(set) var entries: [LogEntry] = []

  /// How many lines were not written because they repeated the one before.
  public private(set) var suppressed = 0

  private var count = 0

  /// An empty log.
  public init() {}

  /// The lines after the one with this number, as far as they are held.
  ///
  /// For whoever prints the log: pass the number of the last line that was printed, or 0.
  public func entries(after sequence: Int) -> ArraySlice<LogEntry> {
    entries.suffix(max(0, count - sequence))
  }

  /// Writes a line, unless the one before has the same level, event and message.
  public mutating func write(
    _ level: LogEntry.Level, _ event: String, _ message: String, _ fields: JSONObject = [:], at time: WallTime
  ) {
    if let last = entries.last, last.level == level, last.event == event, last.message == message {
      return suppressed += 1
    }
    count += 1
    if entries.count == Self.capacity { entries.removeFirst() }
    entries.append(
      LogEntry(sequence: count, time: time, level: level, event: event, message: message, fields: fields))
  }
}
