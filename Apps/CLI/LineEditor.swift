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
  var before = ""
  /// The text from the cursor on.
  var after = ""
  /// The search that is under way.
  var search: Search?
  /// The lines entered so far.
  var history: History
  /// The words that the tab key completes.
  var completions: [String] = []

  /// The text that was cut last.
  var killed = ""
  /// Where in the history the editor stands; its length stands for the line being written.
  var position: Int
  /// The line being written while an older one is shown.
  var draft = ""

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

  mutating func replace(with line: String) {
    before = line
    after = ""
  }

  private mutating func complete() -> Effect {
    let matches = completions.filter { !before.isEmpty && $0.hasPrefix(before) }
    guard after.isEmpty, matches.count == 1 else { return .bell }
    return edit { $0.replace(with: matches[0] + " ") }
  }
}
