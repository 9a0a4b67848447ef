/// Colours for a terminal, or none.
struct TextStyle: Sendable {
  /// What a text is.
  enum Role: String, Sendable {
    case answer = "36"
    case note = "2"
    case good = "32"
    case warning = "33"
    case failure = "31"
  }

  var isColored: Bool

  /// `text` in the colour of `role`.
  func paint(_ text: String, _ role: Role) -> String {
    isColored ? "\u{1B}[\(role.rawValue)m\(text)\u{1B}[0m" : text
  }
}
