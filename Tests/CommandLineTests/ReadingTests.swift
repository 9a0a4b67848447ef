import TautCommandLine
import Testing

@Suite struct ReadingTests {
  private func read(
    _ arguments: [String] = ["in"], _ environment: [String: String] = [:], _ json: String? = nil
  ) throws(UsageError) -> Reading<Copy> {
    var file: SettingsFile?
    if let json { file = try SettingsFile(path: "c.json", bytes: Array(json.utf8)) }
    guard let reading = try Copy.syntax.read(arguments, environment: { environment[$0] }, file: file) else {
      throw .unexpectedOperand("help")
    }
    return reading
  }

  private func complaint(
    _ arguments: [String] = ["in"], _ environment: [String: String] = [:], _ json: String? = nil
  ) -> String? {
    do throws(UsageError) {
      _ = try read(arguments, environment, json)
      return nil
    } catch {
      return "\(error)"
    }
  }

  @Test func `a flag wins over its variable, and a variable over the file`() throws {
    let file = #"{"size": 1, "owner": "file", "host": ["a", "b"], "quiet": true}"#
    let all = try read(["in", "--size", "3"], ["COPY_SIZE": "2", "COPY_OWNER": "variable"], file)
    #expect(all.values.size == 3 && all.values.owner == "variable" && all.values.hosts == ["a", "b"])
    #expect(all.sources["size"] == .flag && all.sources["owner"] == .variable("COPY_OWNER"))
    #expect(all.sources["host"] == .file("c.json") && all.sources["tag"] == nil)
    #expect(all.values.isQuiet)
  }

  @Test func `the strongest place that gives a list gives all of it`() throws {
    let environment = ["COPY_HOSTS": "b,c"]
    #expect(try read(["in"], environment, #"{"host": "a"}"#).values.hosts == ["b", "c"])
    #expect(try read(["in", "--host", "a", "--host", "b"], environment).values.hosts == ["a", "b"])
  }

  @Test(arguments: [
    ("1", true), ("yes", true), ("ON", true), ("true", true), ("0", false), ("off", false), ("no", false),
  ])
  func `a variable turns a flag on or off`(word: String, isOn: Bool) throws {
    #expect(try read(["in"], ["COPY_QUIET": word]).values.isQuiet == isOn)
    #expect(try read(["in"], ["COPY_QUIET": word], #"{"quiet": true}"#).values.isQuiet == isOn)
  }

  @Test func `of several variables the first that is set wins, and an empty one is not set`() throws {
    #expect(try read(["in"], ["COPY_WAIT_MS": "1500", "COPY_WAIT": "60"]).values.wait == .milliseconds(1500))
    #expect(try read(["in"], ["COPY_WAIT_MS": "", "COPY_WAIT": "60"]).values.wait == .seconds(60))
    #expect(try read(["in"], ["COPY_LIMIT_MS": "9"]).values.limit == .milliseconds(9))
  }

  @Test func `keys may have underscores`() throws {
    #expect(try SettingsFile(path: "f", bytes: Array(#"{"a_b": 1}"#.utf8)).path == "f")
    #expect(complaint(["in"], [:], #"{"ta_g": 1}"#) == "unknown key 'ta_g' in c.json; did you mean tag?")
  }

  @Test func `help comes whatever the environment holds`() throws {
    #expect(try Copy.syntax.read(["-h"], environment: { _ in "nonsense" })?.values.size == nil)
  }

  @Test(arguments: [
    ("{}", ["COPY_SIZE": "x"], "COPY_SIZE is 'x', but must be a whole number from 1 to 99"),
    ("{}", ["COPY_QUIET": "maybe"], "COPY_QUIET is 'maybe', but must be true or false"),
    (
      "{}", ["COPY_WAIT_MS": "0", "COPY_WAIT": "1"],
      "COPY_WAIT_MS is '0', but must be a whole number from 1 to 60000, in milliseconds"
    ),
    (
      "{}", ["COPY_WAIT_MS": "1", "COPY_WAIT": "x"],
      "COPY_WAIT is 'x', but must be a number of seconds above 0, such as 10 or 0.5"
    ),
    ("{}", ["COPY_LIMIT_MS": "10"], "COPY_LIMIT_MS is '10', but must be a whole number from 1 to 9, in milliseconds"),
    (
      "{}", ["COPY_PASSWORD": "a b"],
      "COPY_PASSWORD is '********', but must be a text without blanks and control characters"
    ),
    (#"{"sice": 1}"#, [:], "unknown key 'sice' in c.json; did you mean size?"),
    (#"{"nonsense": 1}"#, [:], "unknown key 'nonsense' in c.json"),
    (#"{"config": "x"}"#, [:], "unknown key 'config' in c.json"),
    (#"{"size": 100}"#, [:], "size in c.json is '100', but must be a whole number from 1 to 99"),
    (#"{"size": [1, 2]}"#, [:], "size in c.json is '[1,2]', but must be a whole number from 1 to 99"),
    (#"{"size": {"a": null}}"#, [:], #"size in c.json is '{"a":null}', but must be a whole number from 1 to 99"#),
    (#"{"size": null}"#, [:], "size in c.json is 'null', but must be a whole number from 1 to 99"),
    (#"{"host": ["a", null]}"#, [:], #"host in c.json is '["a",null]', but must be one of a, b, c"#),
    (#"{"quiet": 2}"#, [:], "quiet in c.json is '2', but must be true or false"),
    (
      #"{"password": "a b"}"#, [:],
      "password in c.json is '********', but must be a text without blanks and control characters"
    ),
    ("[]", [:], "the configuration file c.json cannot be used: it must hold one JSON object"),
    ("{", [:], "the configuration file c.json cannot be used: it is not JSON: unexpected end at byte 1"),
    (#"{"a_b": 1, "a-b": 2}"#, [:], "the configuration file c.json cannot be used: the key 'a-b' stands there twice"),
  ])
  func `an error names the place, the value and what is allowed`(
    json: String, environment: [String: String], text: String
  ) {
    #expect(complaint(["in"], environment, json) == text)
  }

  @Test func `what is wrong is an error also where something stronger replaces it`() {
    #expect(complaint(["in", "--size", "3"], ["COPY_SIZE": "x"]) != nil)
    #expect(complaint(["in", "--size", "3"], [:], #"{"size": 0}"#) != nil)
  }

  @Test func `what is in effect without a value can be told`() throws {
    var syntax = Copy.syntax
    syntax.options = syntax.options.map { option in
      option.name == "limit" ? option.showing { "\($0.size) × 2" } : option
    }
    for (arguments, shown) in [(["in", "-s", "7"], "7 × 2"), (["in", "-s", "7", "--limit", "3"], "3")] {
      let reading = try #require(try syntax.read(arguments))
      #expect(reading.settings(of: syntax).first { $0.name == "limit" }?.value == shown)
    }
  }

  @Test func `the settings say what is in effect and why, and keep secrets`() throws {
    let reading = try read(["in", "-s", "7"], ["COPY_PASSWORD": "geheim", "COPY_HOSTS": "a,b"], #"{"wait": 5}"#)
    let settings = reading.settings(of: Copy.syntax)
    #expect(!settings.contains { $0.name == "config" })
    let rows = settings.map { HelpTable.Row($0) }.map { "\($0.left) \($0.right)" }
    #expect(
      rows == [
        "quiet = false (default)", "unsafe = false (default)", "size = 7 (flag)", "owner = none (default)",
        "tag = none (default)", "host = a,b (COPY_HOSTS)", "wait = 5 (c.json)", "limit = none (default)",
        "password = ******** (COPY_PASSWORD)",
      ])
  }
}
