extension Character {
  /// The columns that a terminal gives the character: 0, 1 or 2.
  ///
  /// Unicode Standard Annex 11 (wide and full-width) and emoji presentation; a table of ranges, since Glibc's `wcwidth`
  /// depends on the locale.
  var width: Int {
    guard let first = unicodeScalars.first else { return 0 }
    if first.value < 0x300 { return unicodeScalars.contains("\u{FE0F}") ? 2 : 1 }
    if Self.isInvisible(first) { return 0 }
    let isEmoji = first.properties.isEmojiPresentation || unicodeScalars.contains("\u{FE0F}")
    return isEmoji || Self.wide.contains { $0.contains(first.value) } ? 2 : 1
  }

  /// The character as it may be sent to a terminal: a control character becomes its picture.
  ///
  /// Nothing that came over the wire may move the cursor or give the terminal orders.
  var shown: String {
    guard unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else { return String(self) }
    return unicodeScalars.map { Self.picture($0) }.joined()
  }

  private static func picture(_ scalar: Unicode.Scalar) -> String {
    switch scalar.value {
    case 0..<0x20: String(Unicode.Scalar(0x2400 + scalar.value) ?? "?")
    case 0x7F: "\u{2421}"
    case 0x80..<0xA0: "\u{FFFD}"
    default: String(scalar)
    }
  }

  private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: true
    default: false
    }
  }

  private static let wide: [ClosedRange<UInt32>] = [
    0x1100...0x115F, 0x2E80...0x303E, 0x3041...0x33FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA4CF,
    0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE10...0xFE19, 0xFE30...0xFE6F, 0xFF00...0xFF60,
    0xFFE0...0xFFE6, 0x17000...0x18D08, 0x1B000...0x1B2FB, 0x1F200...0x1F265, 0x20000...0x3FFFD,
  ]
}

extension String {
  /// The columns that the text takes in a terminal, in one row.
  var shownWidth: Int { reduce(0) { $0 + $1.width } }

  /// The text as it may be sent to a terminal, in one row.
  var shown: String { reduce(into: "") { $0 += $1.shown } }

  /// The text as it may be sent to a terminal, with its line breaks and tabs.
  var shownLines: String {
    reduce(into: "") { $0 += $1 == "\n" || $1 == "\r\n" ? "\n" : $1 == "\t" ? "\t" : $1.shown }
  }
}
