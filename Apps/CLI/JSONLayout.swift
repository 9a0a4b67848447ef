/// Lays JSON out for a reader: in one row where it fits, else one member per line.
///
/// The text must be valid JSON. Numbers and strings stay as they are spelled.
struct JSONLayout {
  /// The widest row.
  var columns: Int
  var style: TextStyle

  /// The layout of `json`.
  func text(_ json: String) -> String {
    let tokens = Self.tokens(json)
    let width = tokens.reduce(0) { $0 + $1.text.shownWidth + ($1.kind == .colon || $1.kind == .comma ? 1 : 0) }
    return width <= columns ? row(tokens) : lines(tokens)
  }

  private enum Kind { case open, close, colon, comma, name, string, number, literal }

  private struct Token {
    var kind: Kind
    var text: String
  }

  private func row(_ tokens: [Token]) -> String {
    tokens.map { painted($0) + ($0.kind == .colon || $0.kind == .comma ? " " : "") }.joined()
  }

  private func lines(_ tokens: [Token]) -> String {
    var depth = 0
    var text = ""
    for (index, token) in tokens.enumerated() {
      let isEmptyPair = index > 0 && token.kind == .close && tokens[index - 1].kind == .open
      if token.kind == .close {
        depth -= 1
        if !isEmptyPair { text += Self.newline(depth) }
      }
      text += painted(token)
      if token.kind == .open { depth += 1 }
      let next = index + 1 < tokens.count ? tokens[index + 1].kind : nil
      switch token.kind {
      case .open where next != .close: text += Self.newline(depth)
      case .comma: text += Self.newline(depth)
      case .colon: text += " "
      default: break
      }
    }
    return text
  }

  private static func newline(_ depth: Int) -> String {
    "\n" + String(repeating: "  ", count: depth)
  }

  private func painted(_ token: Token) -> String {
    switch token.kind {
    case .open, .close, .colon, .comma: token.text
    case .name: style.paint(token.text, .name)
    case .string: style.paint(token.text, .string)
    case .number: style.paint(token.text, .number)
    case .literal: style.paint(token.text, .literal)
    }
  }

  private static func tokens(_ json: String) -> [Token] {
    var tokens = [Token]()
    var rest = json.utf8[...]
    while let byte = rest.first {
      if let kind = punctuation(byte) {
        if kind == .colon, tokens.last?.kind == .string { tokens[tokens.count - 1].kind = .name }
        tokens.append(Token(kind: kind, text: String(Unicode.Scalar(byte))))
        rest = rest.dropFirst()
      } else if byte == UInt8(ascii: "\"") {
        tokens.append(Token(kind: .string, text: String(Substring(string(&rest))).shown))
      } else if " \t\r\n".utf8.contains(byte) {
        rest = rest.dropFirst()
      } else {
        let end = rest.firstIndex { " \t\r\n,:]}".utf8.contains($0) } ?? rest.endIndex
        let kind: Kind = "tfn".utf8.contains(byte) ? .literal : .number
        tokens.append(Token(kind: kind, text: String(Substring(rest[..<end]))))
        rest = rest[end...]
      }
    }
    return tokens
  }

  private static func punctuation(_ byte: UInt8) -> Kind? {
    switch byte {
    case UInt8(ascii: "{"), UInt8(ascii: "["): .open
    case UInt8(ascii: "}"), UInt8(ascii: "]"): .close
    case UInt8(ascii: ":"): .colon
    case UInt8(ascii: ","): .comma
    default: nil
    }
  }

  /// Takes a string with its quotes off the front.
  private static func string(_ rest: inout Substring.UTF8View) -> Substring.UTF8View {
    let start = rest.startIndex
    var index = rest.index(after: start)
    while index < rest.endIndex, rest[index] != UInt8(ascii: "\"") {
      if rest[index] == UInt8(ascii: "\\") { index = rest.index(after: index) }
      index = rest.index(after: index)
    }
    let end = rest.index(after: index)
    defer { rest = rest[end...] }
    return rest[start..<end]
  }
}
