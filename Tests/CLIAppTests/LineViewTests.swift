import Testing

@testable import tautline

@Suite struct LineViewTests {
  private func view(_ keys: Key..., columns: Int = 12, history: [String] = []) -> LineView {
    var lines = History()
    for line in history { lines.add(line) }
    var editor = LineEditor(history: lines)
    for key in keys { _ = editor.receive(key) }
    return LineView(editor, columns: columns)
  }

  @Test func `a short line stands after the prompt`() {
    let view = view(.text("abc"), .left)
    #expect(view.text == "> abc" && view.cursor == 4)
    #expect(view.drawing == "\r> abc\u{1B}[K\r\u{1B}[4C")
  }

  @Test func `a long line shows what is around the cursor`() {
    #expect(view(.text("0123456789abcdef")).text == "> 789abcdef")
    #expect(view(.text("0123456789abcdef")).cursor == 11)
    #expect(view(.text("0123456789abcdef"), .home).text == "> 012345678")
    #expect(view(.text("0123456789abcdef"), .home).cursor == 2)
  }

  @Test func `wide characters take two columns and are never cut in half`() {
    #expect(view(.text("漢字")).cursor == 6)
    #expect(view(.text("漢字漢字漢字"), columns: 10).text == "> 字漢字")
    #expect(view(.text("🎲e\u{301}")).cursor == 5)
  }

  @Test func `control characters are shown as pictures`() {
    #expect(view(.paste("a\nb\t\u{1B}")).text == "> a␊b␉␛")
  }

  @Test func `a search shows what is looked for and the line found`() {
    #expect(view(.control("r"), .text("b"), columns: 40, history: ["abc"]).text == "(search 'b') abc")
    #expect(view(.control("r"), .text("b"), columns: 40, history: ["abc"]).cursor == 14)
    #expect(view(.control("r"), .text("q"), columns: 40, history: ["abc"]).text == "(no search 'q') ")
  }

  @Test func `a terminal of no width harms nothing`() {
    #expect(view(.text("漢字"), columns: 0).text == "> ")
  }

  @Test(
    arguments: [("a", 1), ("é", 1), ("e\u{301}", 1), ("漢", 2), ("🎲", 2), ("👩‍👩‍👧", 2), ("❤️", 2), ("\u{200B}", 0)]
      as [(Character, Int)])
  func `a character has its columns`(character: Character, width: Int) {
    #expect(character.width == width)
  }

  @Test func `what came over the wire gives the terminal no orders`() {
    #expect("a\u{1B}[2J\u{9B}\u{7F}\r\n".shown == "a␛[2J\u{FFFD}␡␍␊")
    #expect("a\u{1B}\tb\r\nc\rd".shownLines == "a␛\tb\nc␍d")
  }
}
