internal import TautClient
import Glibc

/// Where events and notes go: above the line being edited, to a terminal, into a pipe, or as records.
struct Screen: Sendable {
  private let console: Console?
  private let isJSON: Bool
  private let isTerminal: Bool
  private let style: TextStyle
  private let noteStyle: TextStyle

  /// A screen for the streams that the program has; `console` is the line being edited, if there is one.
  init(console: Console? = nil, isJSON: Bool, usesColor: Bool) {
    self.console = console
    self.isJSON = isJSON
    isTerminal = isatty(STDOUT_FILENO) == 1
    style = Terminal.style(for: STDOUT_FILENO, wanted: usesColor)
    noteStyle = Terminal.style(for: STDERR_FILENO, wanted: usesColor)
  }

  /// Shows `event`, of the connection with this number where there are several.
  ///
  /// False means that nobody reads the output any more.
  @discardableResult
  func show(_ event: ShownEvent, connection: Int? = nil) -> Bool {
    if isJSON { return write(EventRecord.line(event, connection: connection)) }
    guard case .received(let content) = event else {
      note(label(connection) + text(event, noteStyle))
      return true
    }
    if console == nil, !isTerminal { return StandardOutput.write(Self.raw(content)) }
    return write(Array("\(label(connection))\(text(event, style))\n".utf8))
  }

  /// Tells the user something that is no message.
  func note(_ text: String) {
    if let console { console.show(style.paint(text, .note)) } else { StandardError.write("\(text)\n") }
  }

  /// Tells the user what went wrong.
  func warn(_ text: String) {
    if let console {
      console.show(style.paint(text, .failure))
    } else {
      StandardError.write(noteStyle.paint(text, .failure) + "\n")
    }
  }

  private func write(_ line: [UInt8]) -> Bool {
    guard let console else { return StandardOutput.write(line) }
    console.show(String(decoding: line.dropLast(), as: UTF8.self))
    return true
  }

  private func text(_ event: ShownEvent, _ style: TextStyle) -> String {
    EventText(style: style, columns: Terminal.columns).text(event)
  }

  private func label(_ connection: Int?) -> String {
    connection.map { "#\($0) " } ?? ""
  }

  /// A text and a line feed; bytes as they are.
  private static func raw(_ content: Message) -> [UInt8] {
    switch content {
    case .text(let text): Array(text.utf8) + [0x0A]
    case .binary(let bytes): bytes
    }
  }
}
