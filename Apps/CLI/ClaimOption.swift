import TautCommandLine
internal import TautJSON

/// One `--claim NAME=VALUE` of a token.
struct ClaimOption: Sendable, Hashable {
  /// The claim's name.
  var name: String
  /// The value as it was typed.
  var text: String

  /// The value: JSON where it is JSON, and a string otherwise.
  var value: JSONValue {
    (try? JSONValue(parsing: text)) ?? .string(text)
  }
}

extension ValueForm where Value == ClaimOption {
  /// `name=Alice`, `level=3`, `teams=["a"]`.
  static let claim = ValueForm(
    name: "NAME=VALUE", allowed: "a name, = and a value, such as level=3",
    read: { text in
      guard let equals = text.firstIndex(of: "="), equals != text.startIndex else { return nil }
      return ClaimOption(name: String(text[..<equals]), text: String(text[text.index(after: equals)...]))
    }, show: { "\($0.name)=\($0.text)" })
}
