import Testing

@testable import tautline

@Suite struct LineEditorTests {
  /// An editor that has received `keys`, with `|` for the cursor.
  private func line(_ keys: Key..., history: [String] = []) -> String {
    var editor = editor(history)
    for key in keys { _ = editor.receive(key) }
    return "\(editor.before)|\(editor.after)"
  }

  private func editor(_ lines: [String] = []) -> LineEditor {
    var history = History()
    for line in lines { history.add(line) }
    return LineEditor(history: history)
  }

  @Test func `what is typed stands at the cursor`() {
    #expect(line(.text("a"), .text("c"), .left, .text("b")) == "ab|c")
  }

  @Test func `home, end and the arrows move the cursor`() {
    #expect(line(.text("abc"), .home) == "|abc")
    #expect(line(.text("abc"), .control("a"), .right) == "a|bc")
    #expect(line(.text("abc"), .control("a"), .control("f"), .end, .control("b")) == "ab|c")
    #expect(line(.text("abc"), .left, .left, .control("e")) == "abc|")
  }

  @Test func `word moves stop at the edges of letters and digits`() {
    #expect(line(.text("one two-3"), .wordLeft) == "one two-|3")
    #expect(line(.text("one two-3"), .wordLeft, .wordLeft) == "one |two-3")
    #expect(line(.text("one two"), .home, .wordRight) == "one| two")
    #expect(line(.text("one two"), .home, .wordRight, .wordRight) == "one two|")
  }

  @Test func `backspace and delete take one character, however it is encoded`() {
    #expect(line(.text("abc"), .backspace) == "ab|")
    #expect(line(.text("abc"), .home, .delete) == "|bc")
    #expect(line(.text("abc"), .home, .control("d")) == "|bc")
    #expect(line(.text("x👩‍👩‍👧"), .backspace) == "x|")
    #expect(line(.text("e"), .text("\u{301}"), .backspace) == "|")
    #expect(line(.text("漢字"), .left) == "漢|字")
  }

  @Test func `the rest of the line and its beginning can be cut and brought back`() {
    #expect(line(.text("abc"), .left, .control("k")) == "ab|")
    #expect(line(.text("abc"), .left, .control("u")) == "|c")
    #expect(line(.text("abc"), .left, .control("u"), .control("e"), .control("y")) == "cab|")
  }

  @Test func `words are cut up to a blank, or up to a sign with the alt key`() {
    #expect(line(.text("say a-b  "), .control("w")) == "say |")
    #expect(line(.text("say a-b"), .deleteWordBefore) == "say a-|")
    #expect(line(.text("say a-b"), .home, .deleteWordAfter) == "| a-b")
  }

  @Test func `two characters are exchanged`() {
    #expect(line(.text("abc"), .control("t")) == "acb|")
    #expect(line(.text("abc"), .left, .left, .control("t")) == "ba|c")
    #expect(line(.text("a"), .control("t")) == "a|")
  }

  @Test func `enter gives the line away and starts an empty one`() {
    var editor = editor()
    _ = editor.receive(.text("hi"))
    #expect(editor.receive(.enter) == .submit("hi"))
    #expect(editor.text.isEmpty)
    #expect(editor.receive(.enter) == .submit(""))
    #expect(editor.history.lines == ["hi"])
  }

  @Test func `a pasted line break does not give the line away`() {
    var editor = editor()
    #expect(editor.receive(.paste("a\nb")) == .redraw)
    #expect(editor.receive(.enter) == .submit("a\nb"))
  }

  @Test func `up and down walk through the history and back to the draft`() {
    #expect(line(.text("new"), .up, history: ["one", "two"]) == "two|")
    #expect(line(.text("new"), .up, .up, history: ["one", "two"]) == "one|")
    #expect(line(.text("new"), .up, .up, .up, history: ["one", "two"]) == "one|")
    #expect(line(.text("new"), .up, .control("p"), .control("n"), .down, history: ["one", "two"]) == "new|")
    #expect(line(.text("new"), .down, history: ["one"]) == "new|")
  }

  @Test func `an older line that is changed and entered becomes the newest`() {
    var editor = editor(["one", "two"])
    for key in [Key.up, .up, .text("!")] { _ = editor.receive(key) }
    #expect(editor.receive(.enter) == .submit("one!"))
    #expect(editor.history.lines == ["one", "two", "one!"])
    #expect(editor.receive(.up) == .redraw && editor.text == "one!")
  }

  @Test func `ctrl-c empties the line, and interrupts when it is empty`() {
    var editor = editor()
    _ = editor.receive(.text("x"))
    #expect(editor.receive(.control("c")) == .redraw)
    #expect(editor.receive(.control("c")) == .interrupt)
  }

  @Test func `ctrl-d ends the input only on an empty line`() {
    var editor = editor()
    #expect(editor.receive(.control("d")) == .end)
    _ = editor.receive(.text("x"))
    #expect(editor.receive(.control("d")) == .bell)
  }

  @Test func `ctrl-l clears the screen and ctrl-z stops the process`() {
    var editor = editor()
    #expect(editor.receive(.control("l")) == .clear)
    #expect(editor.receive(.control("z")) == .suspend)
  }

  @Test(
    arguments: [.backspace, .delete, .left, .right, .up, .control("k"), .control("y"), .control("g"), .tab] as [Key])
  func `a key that can do nothing rings`(key: Key) {
    var editor = editor()
    #expect(editor.receive(key) == .bell)
  }

  @Test func `tab completes what is unique`() {
    var editor = editor()
    editor.completions = ["/ping", "/quit", "/queue"]
    _ = editor.receive(.text("/p"))
    #expect(editor.receive(.tab) == .redraw && editor.text == "/ping ")
    _ = editor.receive(.control("u"))
    _ = editor.receive(.text("/qu"))
    #expect(editor.receive(.tab) == .bell)
  }

  // MARK: Search

  @Test func `ctrl-r finds the newest line, and again an older one`() {
    #expect(line(.control("r"), .text("a"), .enter, history: ["ab", "cab", "x"]) == "|")
    #expect(line(.control("r"), .text("a"), .end, history: ["ab", "cab", "x"]) == "cab|")
    #expect(line(.control("r"), .text("a"), .control("r"), .left, history: ["ab", "cab", "x"]) == "a|b")
  }

  @Test func `more letters narrow the search from where it stands`() {
    #expect(line(.control("r"), .text("c"), .text("a"), .end, history: ["cab", "cob"]) == "cab|")
    #expect(line(.control("r"), .text("c"), .text("a"), .backspace, .end, history: ["cab", "cob"]) == "cob|")
  }

  @Test func `a search that fails keeps the last line it found and rings`() {
    var editor = editor(["abc"])
    _ = editor.receive(.control("r"))
    #expect(editor.receive(.text("b")) == .redraw)
    #expect(editor.receive(.text("z")) == .bell)
    #expect(editor.search == LineEditor.Search(text: "bz", position: 0, hasFailed: true))
  }

  @Test func `enter during a search gives the line found away`() {
    var editor = editor(["abc"])
    _ = editor.receive(.control("r"))
    _ = editor.receive(.text("b"))
    #expect(editor.receive(.enter) == .submit("abc"))
  }

  @Test(arguments: [.control("g"), .control("c"), .escape] as [Key])
  func `a search given up leaves the line as it was`(key: Key) {
    #expect(line(.text("mine"), .control("r"), .text("a"), key, history: ["abc"]) == "mine|")
  }
}
