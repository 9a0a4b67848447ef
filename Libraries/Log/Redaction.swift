/// Takes secrets out of a text before it is written down.
///
/// What is masked: the value of a query item or JSON member whose name says that it is secret (`token=…`,
/// `"password": "…"`), the value of an `Authorization` field, what follows `Bearer`, whatever looks like a JSON Web Token,
/// and the password of a URL.
public enum Redaction {
  /// What stands in the place of a secret.
  public static let mask = "***"

  /// The text without its secrets.
  public static func redacted(_ text: String) -> String {
    var reader = SecretReader(Array(text.utf8))
    return String(decoding: reader.redacted(), as: UTF8.self)
  }
}

/// Finds secrets from left to right.
private struct SecretReader {
  /// Names whose value is secret, in lower case, also as the end of a longer name such as `refresh_token`.
  private static let names = ["token", "password", "passwd", "secret", "jwt", "api_key", "apikey"].map {
    Array($0.utf8)
  }
  private static let authorization = Array("authorization".utf8)
  private static let bearer = Array("bearer ".utf8)
  private static let tokenStart = Array("eyj".utf8)
  private static let urlStart = Array("://".utf8)
  /// The shortest word after `Bearer` that is taken for a token: "bearer token" is a phrase.
  private static let shortestBearer = 12

  private let bytes: [UInt8]
  private var position = 0
  private var output: [UInt8] = []

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  mutating func redacted() -> [UInt8] {
    while position < bytes.count {
      if let (start, end) = secret() {
        output += bytes[position..<start]
        output += Redaction.mask.utf8
        position = end
      } else {
        output.append(bytes[position])
        position += 1
      }
    }
    return output
  }

  /// The secret that is announced at this position.
  private func secret() -> (Int, Int)? {
    if hasPrefix(Self.urlStart) { return password(after: position + 3) }
    guard !isWordByte(position - 1) || lowercased(position - 1) == UInt8(ascii: "_") else { return nil }
    if hasPrefix(Self.tokenStart), let end = webToken() { return (position, end) }
    if hasPrefix(Self.bearer) { return word(after: position + 7, atLeast: Self.shortestBearer) }
    if hasPrefix(Self.authorization) { return field(after: position + Self.authorization.count) }
    guard let name = Self.names.first(where: { hasPrefix($0) }) else { return nil }
    return value(after: position + name.count)
  }

  private func hasPrefix(_ prefix: [UInt8]) -> Bool {
    position + prefix.count <= bytes.count && prefix.indices.allSatisfy { lowercased(position + $0) == prefix[$0] }
  }

  /// `=value`, or `": "value"`.
  private func value(after start: Int) -> (Int, Int)? {
    if at(start) == UInt8(ascii: "=") { return rest(from: start + 1, until: "&;, \t\n\"'<>)#") }
    guard at(start) == UInt8(ascii: "\"") else { return nil }
    var next = skipBlanks(start + 1)
    guard at(next) == UInt8(ascii: ":") else { return nil }
    next = skipBlanks(next + 1)
    return at(next) == UInt8(ascii: "\"") ? rest(from: next + 1, until: "\"") : rest(from: next, until: ",} \n")
  }

  /// `: scheme credentials`, to the end of the line.
  private func field(after start: Int) -> (Int, Int)? {
    guard at(start) == UInt8(ascii: ":") || at(start) == UInt8(ascii: "=") else { return nil }
    return rest(from: skipBlanks(start + 1), until: "\r\n\"")
  }

  private func word(after start: Int, atLeast count: Int) -> (Int, Int)? {
    guard let (start, end) = rest(from: start, until: " \t\r\n\"',;)&"), end - start >= count else { return nil }
    return (start, end)
  }

  /// `user:password@` of a URL (RFC 3986, 3.2.1).
  private func password(after start: Int) -> (Int, Int)? {
    var end = start
    while let byte = at(end), !"/?# \t\n\"'".utf8.contains(byte) { end += 1 }
    guard let mark = bytes[start..<end].lastIndex(of: UInt8(ascii: "@")) else { return nil }
    guard let colon = bytes[start..<mark].firstIndex(of: UInt8(ascii: ":")) else { return nil }
    return (colon + 1, mark)
  }

  /// Three parts of Base64 with dots between them, of which the first is an object (RFC 7515, 3.1).
  private func webToken() -> Int? {
    var end = position
    while isWordByte(end) || at(end) == UInt8(ascii: "-") || at(end) == UInt8(ascii: ".") { end += 1 }
    return end - position >= Self.shortestBearer ? end : nil
  }

  private func rest(from start: Int, until stops: String) -> (Int, Int)? {
    var end = start
    while let byte = at(end), !stops.utf8.contains(byte) { end += 1 }
    return end > start ? (start, end) : nil
  }

  private func skipBlanks(_ start: Int) -> Int {
    var next = start
    while at(next) == UInt8(ascii: " ") { next += 1 }
    return next
  }

  private func at(_ index: Int) -> UInt8? {
    bytes.indices.contains(index) ? bytes[index] : nil
  }

  private func lowercased(_ index: Int) -> UInt8? {
    at(index).map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
  }

  private func isWordByte(_ index: Int) -> Bool {
    guard let byte = lowercased(index) else { return false }
    return switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"): true
    default: false
    }
  }
}
