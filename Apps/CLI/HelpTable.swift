/// Two columns of help: what is written, and what it means.
struct HelpTable {
  /// One entry.
  struct Row {
    var left: String
    var right: String
  }

  var rows: [Row]
  /// The width of the whole table.
  ///
  /// 80 columns whatever the terminal is, so that the help is the same everywhere.
  var width = 80

  /// The table, each line ended.
  var text: String {
    let column = 2 + min(26, rows.map(\.left.count).max() ?? 0) + 2
    return rows.map { lines($0, column: column) }.joined()
  }

  private func lines(_ row: Row, column: Int) -> String {
    let indent = String(repeating: " ", count: column)
    let body = Self.wrapped(row.right, to: width - column).joined(separator: "\n\(indent)")
    let left = "  \(row.left)"
    let isTooLong = left.count > column - 2
    return (isTooLong ? "\(left)\n\(indent)" : left.padded(to: column)) + body + "\n"
  }

  /// The words of `text` in lines of at most `width` characters.
  static func wrapped(_ text: String, to width: Int) -> [String] {
    var lines = [String]()
    for word in text.split(separator: " ") {
      if let last = lines.last, last.count + 1 + word.count <= width {
        lines[lines.count - 1] = "\(last) \(word)"
      } else {
        lines.append(String(word))
      }
    }
    return lines.isEmpty ? [""] : lines
  }
}
