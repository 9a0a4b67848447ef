/// Something that a program has to say about its own doing.
public struct LogRecord: Sendable, Hashable {
  /// How much it matters.
  public var level: LogLevel

  /// What kind of thing happened: a short word that never changes, such as `refused`.
  ///
  /// Programs that read logs count by it, and ``Log`` holds each name to a budget.
  public var name: String

  /// The sentence for people.
  public var message: String

  /// What a program may want to read out of the record, in order.
  public var fields: [LogField]

  /// Makes a record.
  public init(_ level: LogLevel, _ name: String, _ message: String, fields: [LogField] = []) {
    self.level = level
    self.name = name
    self.message = message
    self.fields = fields
  }
}

/// One named value of a record.
public struct LogField: Sendable, Hashable {
  /// What a field can hold.
  public enum Value: Sendable, Hashable {
    /// A text.
    case text(String)
    /// A whole number.
    case number(Int)
  }

  /// The name.
  public var name: String
  /// The value.
  public var value: Value

  /// Makes a field of a text.
  public init(_ name: String, _ text: String) {
    self.name = name
    value = .text(text)
  }

  /// Makes a field of a number.
  public init(_ name: String, _ number: Int) {
    self.name = name
    value = .number(number)
  }
}
