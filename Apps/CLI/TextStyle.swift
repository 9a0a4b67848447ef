/// Colours for a terminal, or none.
struct TextStyle: Sendable, Hashable {
  /// What the text is.
  enum Role: String, Sendable {
    case incoming = "36"
    case outgoing = "32"
    case note = "2"
    case warning = "33"
    case failure = "31"
    case name = "34"
    case string = "0;32"
    case number = "0;33"
    case literal = "35"
  }

  /// Whether anything is coloured.
  var isEnabled: Bool

  /// No colours.
  static let plain = TextStyle(isEnabled: false)

  /// `text` in the colour of `role`.
  func paint(_ text: String, _ role: Role) -> String {
    isEnabled ? "\u{1B}[\(role.rawValue)m\(text)\u{1B}[0m" : text
  }
}
