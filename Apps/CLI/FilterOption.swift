/// One `--filter KEY=VALUE` of a subscription.
struct FilterOption: Sendable, Hashable {
  /// The field of the payload, or `min_` or `max_` and the field.
  var key: String
  /// The value as it was typed.
  var value: String
}

extension ValueForm where Value == FilterOption {
  /// `sport=MLB`, `min_odds=2.5`, `player_ids=1,2`.
  static let filter = ValueForm(
    name: "KEY=VALUE", allowed: "a key, = and a value, such as sport=MLB",
    read: { text in
      guard let equals = text.firstIndex(of: "="), equals != text.startIndex else { return nil }
      return FilterOption(key: String(text[..<equals]), value: String(text[text.index(after: equals)...]))
    }, show: { "\($0.key)=\($0.value)" })
}
