/// Two columns of help: what is written, and what it means.
public struct HelpTable: Sendable {
  /// One entry.
  public struct Row: Sendable, Hashable {
    /// What is written.
    public var left: String
    /// What it means.
    public var right: String

    /// Makes a row.
    public init(left: String, right: String) {
      self.left = left
      self.right = right
    }
  }

  /// The entries, from top to bottom.
  public var rows: [Row]

  /// The width of the whole table.
  ///
  /// Default: 80 columns whatever the terminal is, so that the help is the same everywhere.
  public var width = 80

  /// Makes a table of 80 columns.
  public init(rows: [Row]) {
    self.rows = rows
  }

  /// The table, each line ended.
  public var text: String {
    let column = 2 + min(26, rows.map(\.left.count).max() ?? 0) + 2
    return rows.map { lines($0, column: column) }.joined()
  }

  private func lines(_ row: Row, column: Int) -> String {
    let indent = String(repeating: " ", count: column)
    let body = Self.wrapped(row.right, to: width - column).joined(separator: "\n\(indent)")
    let left = "  \(row.left)"
    guard left.count <= column - 2 else { return "\(left)\n\(indent)\(body)\n" }
    return left + String(repeating: " ", count: column - left.count) + body + "\n"
  }

  /// The words of `text` in lines of at most `width` characters; a longer word has a line of its own.
  public static func wrapped(_ text: String, to width: Int) -> [String] {
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
