internal import TautBytes
import TautCommandLine
internal import TautJSON

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

extension FilterOption {
  /// Writes filters as an object; a key that was given several times takes any of its values.
  static func write(_ filters: [FilterOption], to json: inout JSONWriter) {
    var keys = [String]()
    for filter in filters where !keys.contains(filter.key) { keys.append(filter.key) }
    json.beginObject()
    for key in keys {
      json.name(key)
      let values = filters.filter { $0.key == key }.flatMap(\.values)
      if values.count > 1 { json.beginArray() }
      for value in values { Self.write(value, to: &json) }
      if values.count > 1 { json.endArray() }
    }
    json.endObject()
  }

  /// The values between the commas, unless the whole is JSON.
  private var values: [String] {
    if Self.isJSON(value) || !value.contains(",") { return [value] }
    return value.split(separator: ",").map { String($0) }
  }

  /// A number, true, false, null, or anything else that is JSON goes out as it is; all other text is a string.
  private static func write(_ value: String, to json: inout JSONWriter) {
    if isJSON(value) { json.raw(Array(value.utf8)) } else { json.string(value) }
  }

  private static func isJSON(_ value: String) -> Bool {
    value.withBytes { (try? JSONScanner().scan($0)) != nil }
  }
}
