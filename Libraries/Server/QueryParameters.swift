import TautHandshake

/// The query of a request by name; of a name that stands twice the last value counts, and an empty value is none.
struct QueryParameters {
  private var values: [String: String] = [:]

  init(_ head: RequestHead) throws(HeadError) {
    for item in try head.queryItems() { values[item.name] = item.value }
  }

  subscript(name: String) -> String? {
    values[name].flatMap { $0.isEmpty ? nil : $0 }
  }

  /// A whole number, or `standard` where there is none.
  func count(_ name: String, in range: ClosedRange<Int>, else standard: Int) throws(ParameterError) -> Int {
    guard let text = self[name] else { return standard }
    guard let value = Int(text), range.contains(value) else {
      throw .invalid(name, text, expected: "a number from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  /// A number of seconds, or zero where there is none; what is more than `limit` is `limit`.
  func seconds(_ name: String, upTo limit: Duration) throws(ParameterError) -> Duration {
    guard let text = self[name] else { return .zero }
    guard let value = Double(text), value.isFinite, value >= 0 else {
      throw .invalid(name, text, expected: "a number of seconds")
    }
    return min(.milliseconds(Int64(min(value, 1e6) * 1_000)), limit)
  }

  /// An offset in a room's order.
  func offset(_ name: String) throws(ParameterError) -> UInt64? {
    guard let text = self[name] else { return nil }
    guard let value = UInt64(text) else { throw .invalid(name, text, expected: "an offset") }
    return value
  }

  /// The id that a client gives itself.
  func clientID() throws(ParameterError) -> String? {
    guard let text = self["client_id"] else { return nil }
    guard (1...Self.longestID).contains(text.utf8.count), text.utf8.allSatisfy(Self.isAllowedInID) else {
      throw .invalid(
        "client_id", text, expected: "1 to \(Self.longestID) letters, digits, dots, colons, hyphens or underscores")
    }
    return text
  }

  /// The longest client id in bytes.
  static let longestID = 128

  private static func isAllowedInID(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"): true
    case UInt8(ascii: "."), UInt8(ascii: ":"): true
    default: false
    }
  }
}

/// What is wrong with the parameters of a request.
enum ParameterError: Error, Hashable, CustomStringConvertible {
  /// A parameter that the route needs is not there.
  case missing(String)
  /// A parameter has a value that cannot be.
  case invalid(String, String, expected: String)

  /// One line; of a long value the beginning.
  var description: String {
    switch self {
    case .missing(let name): "the parameter \(name) is missing"
    case .invalid(let name, let value, let expected):
      "the parameter \(name) is \(Self.shown(value)), which is not \(expected)"
    }
  }

  private static func shown(_ value: String) -> String {
    value.unicodeScalars.count > 40 ? "\"\(String(value.prefix(40)))…\"" : "\"\(value)\""
  }
}
