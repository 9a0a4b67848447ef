/// A line being edited, with the keys of readline.
///
/// The editor draws nothing and reads nothing: pass keys in, carry out the ``Effect`` that comes back, and draw the
/// ``LineView``.
struct LineEditor: Sendable {
  /// What the caller must do after a key.
  enum Effect: Sendable, Hashable {
    /// Nothing has changed.
    case none
    /// Draw the line again.
    case redraw
    /// Take this line; the editor is empty again.
    case submit(String)
    /// Ctrl-C on an empty line.
    case interrupt
    /// Ctrl-D on an empty line.
    case end
    /// Ctrl-Z: stop the process.
    case suspend
    /// Ctrl-L: clear the screen, then draw the line again.
    case clear
    /// The key has no meaning here.
    case bell
  }

  /// A search backwards through the history.
  struct Search: Sendable, Hashable {
    /// What is looked for.
    var text = ""
    /// The line of the history that is shown.
    var position: Int?
    /// Whether nothing older contains the text.
    var hasFailed = false
  }

  /// The text before the cursor.
  private(set) var before = ""
  /// The text from the cursor on.
  private(set) var after = ""
  /// The search that is under way.
  private(set) var search: Search?
  /// The lines entered so far.
  private(set) var history: History
  /// The words that the tab key completes.
  var completions: [String] = []

  private var killed = ""
  /// Where in the history the editor stands; its length stands for the line being written.
  private var position: Int
  /// The line being written while an older one is shown.
  private var draft = ""

  /// An empty line.
  init(history: History = History()) {
    self.history = history
    position = history.lines.count
  }

  /// The whole line.
  var text: String { before + after }

  /// Takes a key.
  mutating func receive(_ key: Key) -> Effect {
    if search != nil { return searching(key) }
    switch key {
    case .text(let text), .paste(let text): return insert(text)
    case .enter, .control("j"): return submit()
    case .tab: return complete()
    case .control(let letter): return control(letter)
    case .escape, .unknown: return .none
    default: return edit { $0.move(key) }
    }
  }

  private mutating func control(_ letter: Character) -> Effect {
    switch letter {
    case "c": return cancel()
    case "d" where text.isEmpty: return .end
    case "d": return edit { $0.move(.delete) }
    case "l": return .clear
    case "r":
      search = Search()
      return .redraw
    case "z": return .suspend
    case "g": return .bell
    default:
      guard let key = Self.motions[letter] else { return edit { $0.cut(letter) } }
      return receive(key)
    }
  }

  private static let motions: [Character: Key] = [
    "a": .home, "e": .end, "b": .left, "f": .right, "p": .up, "n": .down,
  ]

  /// Runs `change` and says what it did: drawn again where the line changed, a bell where not.
  private mutating func edit(_ change: (inout LineEditor) -> Void) -> Effect {
    let old = (before, after)
    change(&self)
    return old == (before, after) ? .bell : .redraw
  }

  private mutating func insert(_ text: String) -> Effect {
    before += text
    return text.isEmpty ? .none : .redraw
  }

  private mutating func submit() -> Effect {
    let line = text
    history.add(line)
    clear()
    return .submit(line)
  }

  private mutating func cancel() -> Effect {
    guard !text.isEmpty else { return .interrupt }
    clear()
    return .redraw
  }

  private mutating func clear() {
    replace(with: "")
    draft = ""
    position = history.lines.count
  }

  private mutating func replace(with line: String) {
    before = line
    after = ""
  }

  private mutating func complete() -> Effect {
    let matches = completions.filter { !before.isEmpty && $0.hasPrefix(before) }
    guard after.isEmpty, matches.count == 1 else { return .bell }
    return edit { $0.replace(with: matches[0] + " ") }
  }
}

// MARK: - Moving and cutting

extension LineEditor {
  private mutating func move(_ key: Key) {
    switch key {
    case .left: moveLeft(by: before.suffix(1))
    case .right: moveRight(by: after.prefix(1))
    case .wordLeft: moveLeft(by: wordBefore)
    case .wordRight: moveRight(by: wordAfter)
    case .home: moveLeft(by: before[...])
    case .end: moveRight(by: after[...])
    case .backspace: before.removeLast(min(1, before.count))
    case .delete: after.removeFirst(min(1, after.count))
    case .deleteWordBefore: cutBefore(wordBefore)
    case .deleteWordAfter: cutAfter(wordAfter)
    case .up: browse(by: -1)
    case .down: browse(by: 1)
    default: break
    }
  }

  private mutating func cut(_ letter: Character) {
    switch letter {
    case "k": cutAfter(after[...])
    case "u": cutBefore(before[...])
    case "w": cutBefore(blankWordBefore)
    case "y": before += killed
    case "t": transpose()
    default: break
    }
  }

  private mutating func moveLeft(by text: Substring) {
    after = text + after
    before.removeSubrange(text.startIndex..<text.endIndex)
  }

  private mutating func moveRight(by text: Substring) {
    before += text
    after.removeSubrange(text.startIndex..<text.endIndex)
  }

  private mutating func cutBefore(_ text: Substring) {
    if !text.isEmpty { killed = String(text) }
    before.removeSubrange(text.startIndex..<text.endIndex)
  }

  private mutating func cutAfter(_ text: Substring) {
    if !text.isEmpty { killed = String(text) }
    after.removeSubrange(text.startIndex..<text.endIndex)
  }

  private mutating func transpose() {
    guard !before.isEmpty, before.count + after.count > 1 else { return }
    if before.count > 1, after.isEmpty { moveLeft(by: before.suffix(1)) }
    guard let last = before.popLast(), !after.isEmpty else { return }
    before.append(after.removeFirst())
    before.append(last)
  }

  /// The word that ends at the cursor, with what follows it: words are letters and digits.
  private var wordBefore: Substring {
    let word = before[...].trimmingSuffix { !$0.isWord }.trimmingSuffix { $0.isWord }
    return before[word.endIndex...]
  }

  private var wordAfter: Substring {
    let rest = after.drop { !$0.isWord }.drop { $0.isWord }
    return after[..<rest.startIndex]
  }

  /// As ``wordBefore``, but words are whatever has no space in it.
  private var blankWordBefore: Substring {
    let word = before[...].trimmingSuffix { $0.isWhitespace }.trimmingSuffix { !$0.isWhitespace }
    return before[word.endIndex...]
  }
}

// MARK: - History

extension LineEditor {
  private mutating func browse(by step: Int) {
    let target = position + step
    guard (0...history.lines.count).contains(target) else { return }
    if position == history.lines.count { draft = text }
    position = target
    replace(with: target == history.lines.count ? draft : history.lines[target])
  }

  private mutating func searching(_ key: Key) -> Effect {
    guard var search else { return .none }
    switch key {
    case .text(let text), .paste(let text):
      search.text += text
      find(&search, before: search.position.map { $0 + 1 } ?? history.lines.count)
    case .backspace:
      search.text.removeLast(min(1, search.text.count))
      search.position = nil
      find(&search, before: history.lines.count)
    case .control("r"): find(&search, before: search.position ?? history.lines.count)
    case .control("g"), .control("c"), .escape:
      self.search = nil
      return .redraw
    default:
      accept(search)
      let effect = receive(key)
      return effect == .none || effect == .bell ? .redraw : effect
    }
    self.search = search
    return search.hasFailed ? .bell : .redraw
  }

  private func find(_ search: inout Search, before limit: Int) {
    let found = history.search(search.text, before: limit)
    search.hasFailed = found == nil && !search.text.isEmpty
    search.position = found ?? search.position
  }

  private mutating func accept(_ search: Search) {
    self.search = nil
    guard let found = search.position else { return }
    if position == history.lines.count { draft = text }
    position = found
    replace(with: history.lines[found])
  }
}

extension Character {
  fileprivate var isWord: Bool { isLetter || isNumber || self == "_" }
}

extension Substring {
  fileprivate func trimmingSuffix(while isPart: (Character) -> Bool) -> Substring {
    var rest = self
    while let last = rest.last, isPart(last) { rest.removeLast() }
    return rest
  }
}
