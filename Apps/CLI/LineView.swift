/// What a terminal shows of a line being edited: always one row, which moves with the cursor.
struct LineView: Sendable, Hashable {
  /// The row, prompt included.
  var text: String
  /// The column of the cursor, from 0.
  var cursor: Int

  /// The view of `editor` in a terminal of `columns`.
  init(_ editor: LineEditor, prompt: String = "> ", columns: Int) {
    if let search = editor.search {
      self.init(search, history: editor.history, columns: columns)
    } else {
      self.init(prompt: prompt, before: editor.before, after: editor.after, columns: columns)
    }
  }

  private init(_ search: LineEditor.Search, history: History, columns: Int) {
    let line = search.position.map { history.lines[$0] } ?? ""
    let found = line.range(ofFirst: search.text).map { $0.lowerBound } ?? line.startIndex
    let label = "(\(search.hasFailed ? "no " : "")search '\(search.text.shown)') "
    self.init(prompt: label, before: String(line[..<found]), after: String(line[found...]), columns: columns)
  }

  private init(prompt: String, before: String, after: String, columns: Int) {
    let width = max(1, columns - prompt.shownWidth - 1)
    let left = before.shownSuffix(fitting: width)
    let right = after.shownPrefix(fitting: width - left.shownWidth)
    text = prompt + left + right
    cursor = prompt.shownWidth + left.shownWidth
  }

  /// The bytes that draw the view over whatever the row holds now.
  var drawing: String {
    // Carriage return, the text, erase to the end of the row, then the cursor to its column.
    "\r\(text)\u{1B}[K\r" + (cursor > 0 ? "\u{1B}[\(cursor)C" : "")
  }
}

extension String {
  fileprivate func range(ofFirst text: String) -> Range<String.Index>? {
    guard !text.isEmpty else { return nil }
    return indices.lazy.compactMap { start in
      self[start...].hasPrefix(text) ? start..<(self.index(start, offsetBy: text.count)) : nil
    }.first
  }

  fileprivate func shownSuffix(fitting width: Int) -> String {
    var room = width
    var part = [String]()
    for character in reversed() {
      room -= character.shown.shownWidth
      guard room >= 0 else { break }
      part.append(character.shown)
    }
    return part.reversed().joined()
  }

  fileprivate func shownPrefix(fitting width: Int) -> String {
    var room = width
    var part = ""
    for character in self {
      room -= character.shown.shownWidth
      guard room >= 0 else { break }
      part += character.shown
    }
    return part
  }
}
