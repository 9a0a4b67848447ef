import TautLog
import Testing

@Suite struct LogTests {
  /// 2025-08-15 10:00:00.250 UTC.
  let start: Int64 = 1_755_252_000_250

  private func lines(_ log: inout Log, _ records: (LogRecord, Int64)...) -> [String] {
    var text = ""
    for (record, offset) in records { log.write(record, at: start + offset, into: &text) }
    return text.split(separator: "\n").map(String.init)
  }

  private func record(_ message: String, _ level: LogLevel = .info, name: String = "test") -> LogRecord {
    LogRecord(level, name, message)
  }

  @Test func `people get time, level, sentence and fields`() {
    var log = Log(format: .human(usesColor: false))
    let fields = [LogField("port", 80), LogField("why", "a \"b\""), LogField("who", "me"), LogField("none", "")]
    #expect(
      lines(&log, (LogRecord(.warning, "x", "something is wrong", fields: fields), 0))
        == [#"2025-08-15 10:00:00.250 WARNING something is wrong port=80 why="a \"b\"" who=me none="""#])
  }

  @Test func `programs get an object`() {
    var log = Log(format: .json)
    let fields = [LogField("port", 80), LogField("why", "a \"b\"")]
    #expect(
      lines(&log, (LogRecord(.error, "x", "no\nway", fields: fields), 0))
        == [
          #"{"time":"2025-08-15T10:00:00.250Z","level":"error","event":"x","message":"no\nway","port":80,"why":"a \"b\""}"#
        ])
  }

  @Test(arguments: [(LogLevel.debug, "90"), (.info, "32"), (.warning, "33"), (.error, "31")])
  func `each level has its colour`(level: LogLevel, color: String) {
    var log = Log(format: .human(usesColor: true), level: .debug)
    #expect(lines(&log, (record("m", level), 0))[0].contains("\u{1B}[\(color)m\(level.rawValue.uppercased())"))
  }

  @Test func `what a peer sent cannot begin a line or paint`() {
    var log = Log(format: .human(usesColor: false))
    let text = lines(&log, (LogRecord(.info, "x", "a\r\n\u{1B}[31mé\u{2028}", fields: [LogField("f", "b\nc")]), 0))
    #expect(text == ["2025-08-15 10:00:00.250 INFO    a\\r\\n\\u{1B}[31mé\\u{2028} f=b\\nc"])
  }

  @Test func `what matters less than the level is not written`() {
    var log = Log(format: .human(usesColor: false), level: .warning)
    #expect(lines(&log, (record("a", .debug), 0), (record("b"), 0), (record("c", .error), 0)).count == 1)
  }

  @Test func `a record that repeats is counted, and the count is told before the next`() {
    var log = Log(format: .human(usesColor: false))
    let text = lines(&log, (record("a"), 0), (record("a"), 1), (record("b"), 2), (record("a"), 3), (record("a"), 4))
    #expect(
      text.map { $0.dropFirst(32).description } == ["a", "the last message came once more of=test count=1", "b", "a"])
    var rest = ""
    log.flush(at: start, into: &rest)
    log.flush(at: start, into: &rest)
    #expect(rest.split(separator: "\n").count == 1)
  }

  @Test func `a record that goes on repeating is told again after ten seconds`() {
    var log = Log(format: .human(usesColor: false))
    let text = lines(
      &log, (record("a"), 0), (record("a"), 9_999), (record("a"), 10_000), (record("a"), 19_999), (record("b"), 20_000))
    #expect(
      text.map { $0.dropFirst(32).description } == [
        "a", "the last message came 2 more times of=test count=2", "the last message came once more of=test count=1",
        "b",
      ])
  }

  @Test func `a name that floods is held to its budget, and others are not`() {
    var log = Log(format: .human(usesColor: false))
    log.budget = 2
    var text = ""
    for number in 0..<10 { log.write(record("a\(number)", name: "flood"), at: 0, into: &text) }
    log.write(record("b", name: "other"), at: 0, into: &text)
    log.write(record("a10", name: "flood"), at: 1_000, into: &text)
    #expect(
      text.split(separator: "\n").map { $0.dropFirst(32).description } == [
        "a0", "a1", "b", "8 further records were left out, more than 2 a second of=flood count=8", "a10",
      ])
  }

  @Test func `the table of names is bounded, and the names that do not fit share a budget`() {
    var log = Log(format: .json)
    log.budget = 1
    var text = ""
    for number in 0..<100 { log.write(record("m", name: "n\(number)"), at: 0, into: &text) }
    #expect(text.split(separator: "\n").count == 65)
  }

  @Test func `secrets are masked in sentences and fields`() {
    var log = Log(format: .json)
    let text = lines(&log, (LogRecord(.info, "x", "GET /ws?token=abc", fields: [LogField("url", "/?a=1&token=b")]), 0))
    #expect(text[0].contains("/ws?token=***") && text[0].contains("/?a=1&token=***"))
  }
}
