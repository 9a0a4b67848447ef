/// A key, or what a terminal sent as one.
enum Key: Sendable, Hashable {
  /// A character that stands for itself.
  case text(String)
  /// Text that was pasted, line breaks and all.
  case paste(String)
  /// A letter together with the control key.
  case control(Character)
  case enter, tab, escape
  case backspace, delete, deleteWordBefore, deleteWordAfter
  case left, right, up, down, home, end
  case wordLeft, wordRight
  /// A sequence that means nothing here.
  case unknown
}
