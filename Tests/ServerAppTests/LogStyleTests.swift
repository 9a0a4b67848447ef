import TautCommandLine
import TautLog
import Testing

@testable import tautline_server

@Suite struct LogStyleTests {
  @Test func `styles and levels are words`() {
    #expect(ValueForm.logStyle.read("json") == .json && ValueForm.logStyle.read("xml") == nil)
    #expect(
      ValueForm.logLevel.read("warning") == .warning
        && ValueForm.logLevel.allowed == "one of debug, info, warning, error")
    #expect(ValueForm.logLevel.show(.error) == "error" && ValueForm.logStyle.show(.auto) == "auto")
  }

  @Test func `json is json, wherever it goes`() {
    #expect(LogStyle.json.format == .json && LogStyle.human.format != .json)
  }

  @Test func `the configuration is one record, each setting with its source`() {
    let record = LogRecord.configuration([
      Setting(name: "port", value: "80", source: .flag), Setting(name: "data-dir", value: nil, source: .standard),
    ])
    #expect(record.fields == [LogField("port", "80 (flag)"), LogField("data-dir", "none (default)")])
  }
}
