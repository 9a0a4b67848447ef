import Testing

@testable import tautline

@Suite struct HistoryTests {
  private func history(_ lines: String...) -> History {
    var history = History()
    for line in lines { history.add(line) }
    return history
  }

  @Test func `empty lines, repeated lines and lines after a space are not kept`() {
    #expect(history("a", "a", "", " secret", "b", "a").lines == ["a", "b", "a"])
  }

  @Test func `the oldest lines make room`() {
    var history = History()
    for number in 0..<(History.limit + 5) { history.add("\(number)") }
    #expect(history.lines.count == History.limit)
    #expect(history.lines.first == "5")
  }

  @Test func `a history survives its file`() {
    let history = history("plain", "two\nlines", "back\\slash\\n", "a\r\nb", "漢🎲")
    #expect(history.encoded.split(separator: "\n").count == 5)
    #expect(History(decoding: history.encoded) == history)
  }

  @Test func `searching finds the newest line before a position`() {
    let history = history("abc", "xbx", "def")
    #expect(history.search("b", before: 3) == 1)
    #expect(history.search("b", before: 1) == 0)
    #expect(history.search("b", before: 0) == nil)
    #expect(history.search("", before: 3) == nil)
  }
}
