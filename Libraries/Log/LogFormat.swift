internal import TautJSON

/// How records are written.
public enum LogFormat: Sendable, Hashable {
  /// A line for people: time, level, sentence, fields.
  case human(usesColor: Bool)
  /// A line with one JSON object: `time`, `level`, `event`, `message`, and the fields.
  case json

  /// The line of `record`, ended; what is secret must have been masked before.
  ///
  /// Control characters are escaped in either form: what a peer sent cannot begin a line of its own, nor paint.
  func line(_ record: LogRecord, at milliseconds: Int64) -> String {
    switch self {
    case .human(let usesColor): human(record, LogTime(milliseconds), usesColor)
    case .json: json(record, LogTime(milliseconds))
    }
  }

  private func human(_ record: LogRecord, _ time: LogTime, _ usesColor: Bool) -> String {
    var level = record.level.rawValue.uppercased()
    level += String(repeating: " ", count: 7 - level.count)
    let word = usesColor ? "\(record.level.color)\(level)\u{1B}[0m" : level
    let fields = record.fields.map { " \($0.name)=\($0.value.human)" }.joined()
    return "\(time.human) \(word) \(record.message.escaped)\(fields)\n"
  }

  private func json(_ record: LogRecord, _ time: LogTime) -> String {
    var json = JSONWriter()
    json.beginObject()
    json.member("time", time.iso8601)
    json.member("level", record.level.rawValue)
    json.member("event", record.name)
    json.member("message", record.message)
    for field in record.fields {
      switch field.value {
      case .text(let text): json.member(field.name, text)
      case .number(let number): json.member(field.name, number)
      }
    }
    json.endObject()
    return String(decoding: json.bytes, as: UTF8.self) + "\n"
  }
}

extension LogLevel {
  /// The escape sequence that begins the level's colour (ECMA-48, 8.3.117).
  fileprivate var color: String {
    switch self {
    case .debug: "\u{1B}[90m"
    case .info: "\u{1B}[32m"
    case .warning: "\u{1B}[33m"
    case .error: "\u{1B}[31m"
    }
  }
}

extension LogField.Value {
  /// The value, in quotes where it would not be one word.
  fileprivate var human: String {
    switch self {
    case .number(let number): "\(number)"
    case .text(let text) where text.isEmpty || text.contains { " =\"".contains($0) }:
      "\"\(text.replacing("\"", with: "\\\"").escaped)\""
    case .text(let text): text.escaped
    }
  }
}

extension String {
  /// The text with control characters spelled out.
  fileprivate var escaped: String {
    guard unicodeScalars.contains(where: \.isControl) else { return self }
    return unicodeScalars.map { $0.isControl ? $0.escaped(asASCII: true) : String($0) }.joined()
  }
}

extension Unicode.Scalar {
  fileprivate var isControl: Bool { properties.generalCategory == .control || value == 0x2028 || value == 0x2029 }
}
