/// Decides which records become lines, and what the lines say.
///
/// A log does no I/O and reads no clock: it turns records into text. A record that equals the one before is counted
/// instead of written, records of one name have a budget per second, secrets are masked, and control characters escaped.
///
/// ```swift
/// var log = Log(format: .json)
/// log.write(LogRecord(.info, "listening", "listening on \(address)"), at: milliseconds, into: &text)
/// ```
public struct Log: Sendable {
  /// The least that is written.
  ///
  /// Default: info.
  public var level = LogLevel.info

  /// How records are written.
  public var format: LogFormat

  /// How many records of one name are written per second; the rest is counted.
  ///
  /// Default: 20, so that whoever provokes a record cannot fill a disk.
  public var budget = 20

  /// After which time a record that goes on repeating is told again.
  ///
  /// Default: 10 seconds, in milliseconds of the wall clock.
  public var repetitionInterval: Int64 = 10_000

  /// The most names that have a budget of their own; the others share one.
  private static let nameLimit = 64

  private struct Repetition {
    var record: LogRecord
    var count = 0
    var toldAt: Int64
  }

  private struct Spending {
    var second: Int64
    var count = 0
    var omitted = 0
  }

  private var last: Repetition?
  private var spendings: [String: Spending] = [:]

  /// Makes a log that has written nothing.
  public init(format: LogFormat, level: LogLevel = .info) {
    self.format = format
    self.level = level
  }

  /// Appends the lines that `record` gives, which may be none.
  public mutating func write(_ record: LogRecord, at milliseconds: Int64, into text: inout String) {
    guard record.level >= level else { return }
    if last?.record == record {
      last?.count += 1
      if let last, milliseconds - last.toldAt >= repetitionInterval { flush(at: milliseconds, into: &text) }
      return
    }
    flush(at: milliseconds, into: &text)
    guard isWithinBudget(record, at: milliseconds, into: &text) else { return }
    last = Repetition(record: record, toldAt: milliseconds)
    append(record, milliseconds, &text)
  }

  /// Appends what is known of repetitions: call it before the program ends.
  public mutating func flush(at milliseconds: Int64, into text: inout String) {
    guard let repetition = last, repetition.count > 0 else { return }
    last?.count = 0
    last?.toldAt = milliseconds
    let times = repetition.count == 1 ? "once more" : "\(repetition.count) more times"
    append(
      LogRecord(
        repetition.record.level, "repeated", "the last message came \(times)",
        fields: [LogField("of", repetition.record.name), LogField("count", repetition.count)]), milliseconds, &text)
  }

  private mutating func isWithinBudget(
    _ record: LogRecord, at milliseconds: Int64, into text: inout String
  ) -> Bool {
    let second = milliseconds / 1_000
    let isKnown = spendings[record.name] != nil || spendings.count < Self.nameLimit
    let name = isKnown ? record.name : ""
    var spending = spendings[name] ?? Spending(second: second)
    if spending.second != second {
      tell(omitted: spending.omitted, of: name, record.level, milliseconds, &text)
      spending = Spending(second: second)
    }
    spending.count += 1
    let isWithin = spending.count <= budget
    if !isWithin { spending.omitted += 1 }
    spendings[name] = spending
    return isWithin
  }

  private func tell(
    omitted count: Int, of name: String, _ level: LogLevel, _ milliseconds: Int64, _ text: inout String
  ) {
    guard count > 0 else { return }
    append(
      LogRecord(
        level, "omitted", "\(count) further records were left out, more than \(budget) a second",
        fields: [LogField("of", name), LogField("count", count)]), milliseconds, &text)
  }

  private func append(_ record: LogRecord, _ milliseconds: Int64, _ text: inout String) {
    var record = record
    record.message = Redaction.redacted(record.message)
    for index in record.fields.indices {
      if case .text(let value) = record.fields[index].value {
        record.fields[index].value = .text(Redaction.redacted(value))
      }
    }
    text += format.line(record, at: milliseconds)
  }
}
