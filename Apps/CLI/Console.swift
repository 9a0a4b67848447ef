import Synchronization

/// A terminal with a line being edited at the bottom and everything else above it.
///
/// Keys come from one thread and messages from another, so the line and the screen change under one lock.
final class Console: Sendable {
  private struct State {
    var editor: LineEditor
    var isShown = false
  }

  private let state: Mutex<State>
  private let prompt: String

  /// A console that shows nothing until ``start()``.
  init(history: History, completions: [String] = SlashCommand.names, prompt: String = "> ") {
    var editor = LineEditor(history: history)
    editor.completions = completions
    state = Mutex(State(editor: editor))
    self.prompt = prompt
  }

  /// Takes the terminal and shows the line.
  func start() {
    Terminal.enterRawMode()
    state.withLock { state in
      state.isShown = true
      _ = StandardOutput.write(drawing(state.editor))
    }
  }

  /// Gives the terminal back, at the beginning of a row.
  func stop() {
    state.withLock { state in
      guard state.isShown else { return }
      state.isShown = false
      StandardOutput.write(Self.eraseRow)
    }
    Terminal.leaveRawMode()
  }

  /// Prints `text` above the line.
  func show(_ text: String) {
    state.withLock { state in
      _ = StandardOutput.write("\(Self.eraseRow)\(text)\n" + (state.isShown ? drawing(state.editor) : ""))
    }
  }

  /// Takes a key, and returns what the caller has to do about it.
  func receive(_ key: Key) -> LineEditor.Effect {
    state.withLock { state in
      let effect = state.editor.receive(key)
      StandardOutput.write(answer(to: effect, state.editor))
      return effect
    }
  }

  /// Draws the line again.
  func redraw() {
    state.withLock { _ = StandardOutput.write(drawing($0.editor)) }
  }

  private static let eraseRow = "\r\u{1B}[K"

  private func answer(to effect: LineEditor.Effect, _ editor: LineEditor) -> String {
    switch effect {
    case .none, .suspend, .interrupt, .end: ""
    case .bell: drawing(editor) + "\u{7}"
    case .clear: "\u{1B}[2J\u{1B}[H" + drawing(editor)
    case .redraw: drawing(editor)
    // What was sent stays to be read, above the line.
    case .submit(let line): "\(Self.eraseRow)\(prompt)\(line.shown)\n" + drawing(editor)
    }
  }

  private func drawing(_ editor: LineEditor) -> String {
    LineView(editor, prompt: prompt, columns: Terminal.columns).drawing
  }
}
