/// The terminal, or the pipes, that a conversation is shown on.
struct Screen {
  private static let prompt = "> "
  /// Back to the beginning of the line, and nothing in it.
  private static let clearedLine = "\r\u{1B}[K"

  let style: TextStyle
  /// Whether a person is asked for lines.
  let hasPrompt: Bool
  private var showsPrompt = false

  init(style: TextStyle, hasPrompt: Bool) {
    self.style = style
    self.hasPrompt = hasPrompt
  }

  /// Asks for a line, once.
  mutating func showPrompt() {
    guard hasPrompt, !showsPrompt else { return }
    Output.write(Self.prompt)
    showsPrompt = true
  }

  /// The user has ended the line of the prompt.
  mutating func lineEntered() {
    showsPrompt = false
  }

  /// Shows a part of an answer, or a whole message.
  mutating func write(_ text: String) {
    hidePrompt()
    Output.write(style.paint(text, .answer))
  }

  /// Says something beside the conversation.
  mutating func note(_ text: String, _ role: TextStyle.Role) {
    hidePrompt()
    Output.complain(style.paint(text, role) + "\n")
  }

  /// Leaves the terminal as the shell wants it.
  mutating func end() {
    hidePrompt()
  }

  private mutating func hidePrompt() {
    guard showsPrompt else { return }
    Output.write(Self.clearedLine)
    showsPrompt = false
  }
}
