/// The lines that were entered, oldest first.
struct History: Sendable, Hashable {
  /// The most lines that are kept.
  static let limit = 1000

  private(set) var lines: [String] = []

  /// An empty history.
  init() {}

  /// Reads what ``encoded`` wrote.
  init(decoding text: String) {
    for line in text.split(separator: "\n") { add(Self.unescaped(line)) }
  }

  /// The history as text, one line each.
  var encoded: String {
    lines.map { Self.escaped($0) + "\n" }.joined()
  }

  /// Keeps `line` as the newest.
  ///
  /// As in a shell, an empty line, the same line again and a line that begins with a space are not kept: the space is how
  /// somebody types a secret.
  mutating func add(_ line: String) {
    guard !line.isEmpty, !line.hasPrefix(" "), line != lines.last else { return }
    lines.append(line)
    if lines.count > Self.limit { lines.removeFirst(lines.count - Self.limit) }
  }

  /// The newest line before `position` that contains `text`.
  func search(_ text: String, before position: Int) -> Int? {
    guard !text.isEmpty else { return nil }
    return lines.prefix(max(0, position)).lastIndex { $0.contains(text) }
  }

  private static func escaped(_ line: String) -> String {
    var text = ""
    for scalar in line.unicodeScalars {
      switch scalar {
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }

  private static func unescaped(_ line: Substring) -> String {
    var text = ""
    var isEscaped = false
    for scalar in line.unicodeScalars {
      switch (isEscaped, scalar) {
      case (false, "\\"):
        isEscaped = true
        continue
      case (true, "n"): text += "\n"
      case (true, "r"): text += "\r"
      default: text.unicodeScalars.append(scalar)
      }
      isEscaped = false
    }
    return text
  }
}
