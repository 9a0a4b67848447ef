import TautRecording
import Testing

@Suite struct RecordingTests {
  private let begin = #"{"at":0,"event":"open","version":1,"url":"ws://h/"}"#
  private let one = #"{"at":1,"event":"message","from":"client","text":"one"}"#
  private let two = #"{"at":2,"event":"message","from":"server","text":"two"}"#
  private let end = #"{"at":3,"event":"close","code":1000,"reason":""}"#

  @Test func `lines are a recording, whether it was cut off or not`() throws {
    let whole = try Recording(parsing: [begin, one, "", two, end, ""].joined(separator: "\n"))
    #expect(whole.session.url == "ws://h/" && whole.events.count == 3)
    #expect(whole.count(from: .client) == 1 && whole.count(from: .server) == 1)
    #expect(
      try Recording(parsing: [begin, one, two].joined(separator: "\r\n")).events == Array(whole.events.dropLast()))
    #expect(try Recording(parsing: begin).events.isEmpty)
  }

  @Test func `what is out of order is refused`() {
    let cases: [([String], RecordingError)] = [
      ([], .noBeginning), ([one], .noBeginning), ([begin, begin], .disorder(number: 2)),
      ([begin, two, one], .disorder(number: 3)), ([begin, end, "", end], .disorder(number: 4)),
    ]
    for (lines, error) in cases {
      #expect(throws: error) { try Recording(parsing: lines.joined(separator: "\n")) }
    }
  }

  @Test(arguments: [
    (RecordingError.unreadable(path: "a", reason: "No such file"), "cannot read a: No such file"),
    (.unwritable(path: "a", reason: "No space"), "cannot write a: No space"),
    (.exists(path: "a"), "a exists: name another file, or remove it"),
    (.tooLong(path: "a", limit: 9), "a is longer than the limit of 9 bytes"),
    (.full(limit: 9), "the recording has reached its limit of 9 bytes"),
    (.line(number: 2, reason: "it is no json object"), "line 2 is no recorded event: it is no json object"),
    (.noBeginning, "a recording begins with an open event"),
    (.disorder(number: 3), "line 3 stands out of order"),
  ])
  func `errors say what is wrong`(error: RecordingError, text: String) {
    #expect(error.description == text)
  }
}
