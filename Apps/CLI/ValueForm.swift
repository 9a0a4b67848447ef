/// How the value of an option or operand is written.
struct ValueForm<Value: Sendable>: Sendable {
  /// The placeholder in the help, such as `BYTES`.
  var name: String
  /// What is allowed, as a phrase for an error: "a whole number from 1 to 65535".
  var allowed: String
  /// Reads the value, or refuses it with nil.
  var read: @Sendable (String) -> Value?
  /// The value as somebody would write it.
  var show: @Sendable (Value) -> String
}

extension ValueForm where Value == String {
  /// Any text.
  static func text(_ name: String, _ allowed: String = "any text") -> Self {
    ValueForm(name: name, allowed: allowed, read: { $0 }, show: { $0 })
  }

  /// Text with something in it.
  static func nonEmpty(_ name: String) -> Self {
    ValueForm(name: name, allowed: "a text that is not empty", read: { $0.isEmpty ? nil : $0 }, show: { $0 })
  }

  /// A word that can stand in a header of its own.
  static func token(_ name: String) -> Self {
    ValueForm(
      name: name, allowed: "a text without blanks and control characters",
      read: { text in !text.isEmpty && text.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F } ? text : nil }, show: { $0 })
  }

  /// The path of a file.
  static let path = ValueForm(
    name: "FILE", allowed: "the path of a file", read: { $0.isEmpty ? nil : $0 }, show: { $0 })

  /// One of a few words.
  static func choice(_ name: String, _ words: [String]) -> Self {
    ValueForm(
      name: name, allowed: "one of \(words.joined(separator: ", "))", read: { words.contains($0) ? $0 : nil },
      show: { $0 })
  }

  /// A URL with one of `schemes`.
  static func url(_ schemes: String...) -> Self {
    let allowed = "a URL that begins with " + schemes.map { "\($0)://" }.joined(separator: " or ")
    return ValueForm(
      name: "URL", allowed: allowed,
      read: { text in
        let lower = text.lowercased()
        return schemes.contains { lower.hasPrefix("\($0)://") && lower.utf8.count > $0.utf8.count + 3 } ? text : nil
      }, show: { $0 })
  }
}

extension ValueForm where Value == Int {
  /// A whole number in decimal digits.
  static func integer(_ name: String, _ range: ClosedRange<Int>) -> Self {
    let allowed =
      range.upperBound == .max
      ? "a whole number, at least \(range.lowerBound)"
      : "a whole number from \(range.lowerBound) to \(range.upperBound)"
    return ValueForm(
      name: name, allowed: allowed, read: { text in Int(text).flatMap { range.contains($0) ? $0 : nil } },
      show: { String($0) })
  }

  /// A size in bytes.
  static let bytes = integer("BYTES", 1...0x7FFF_FFFF)
}

extension ValueForm where Value == Duration {
  /// Seconds, with a fraction if wanted.
  static func seconds(_ name: String = "SECONDS", allowsZero: Bool = false) -> Self {
    ValueForm(
      name: name, allowed: "a number of seconds\(allowsZero ? "" : " above 0"), such as 10 or 0.5",
      read: { text in
        guard let seconds = Double(text), seconds.isFinite, seconds < 1e9 else { return nil }
        guard allowsZero ? seconds >= 0 : seconds > 0 else { return nil }
        return .seconds(seconds)
      },
      show: { duration in
        let seconds = duration / .seconds(1)
        return seconds == seconds.rounded() ? String(Int(seconds)) : String(seconds)
      })
  }
}

extension ValueForm where Value == HeaderOption {
  /// A header of the handshake.
  static let header = ValueForm(
    name: "NAME:VALUE", allowed: "a header name, a colon and a value, such as 'Cookie: a=b'",
    read: { HeaderOption($0) }, show: { "\($0.name): \($0.value)" })
}
