internal import TautBytes
internal import TautJSON

/// A JSON object together with the text that it stands in.
struct JSONObject: Sendable {
  private let bytes: [UInt8]
  private let slice: JSONSlice

  /// Reads `bytes`; nil when they are valid JSON, but no object.
  init?(scanning bytes: [UInt8]) throws(JSONError) {
    let slice = try bytes.withBytes { span throws(JSONError) in try JSONScanner().scan(span) }
    self.init(bytes, slice)
  }

  private init?(_ bytes: [UInt8], _ slice: JSONSlice) {
    guard slice.kind == .object else { return nil }
    self.bytes = bytes
    self.slice = slice
  }

  /// The member called `name`, as it is spelled.
  func raw(_ name: String) -> [UInt8]? {
    value(name) { $0.copy(in: $1) }
  }

  /// The kind of the member called `name`.
  func kind(_ name: String) -> JSONKind? {
    value(name) { slice, _ in slice.kind }
  }

  /// The member called `name`, if it is a string.
  func string(_ name: String) -> String? {
    value(name) { $0.string(in: $1) }
  }

  /// The member called `name`, if it is a number.
  func number(_ name: String) -> Double? {
    value(name) { $0.double(in: $1) }
  }

  /// The member called `name`, if it is a whole number.
  func integer(_ name: String) -> Int64? {
    value(name) { $0.int64(in: $1) }
  }

  /// The member called `name`, if it is true or false.
  func boolean(_ name: String) -> Bool? {
    value(name) { $0.boolean(in: $1) }
  }

  /// The member called `name`, if it is an object.
  func object(_ name: String) -> JSONObject? {
    value(name) { slice, _ in slice }.flatMap { JSONObject(bytes, $0) }
  }

  /// The member called `name`, if it is an array of strings.
  func strings(_ name: String) -> [String]? {
    value(name) { slice, span in
      guard slice.kind == .array else { return nil }
      var elements = JSONElements(of: slice)
      var strings = [String]()
      while let element = elements.next(in: span) {
        guard let string = element.string(in: span) else { return nil }
        strings.append(string)
      }
      return strings
    }
  }

  /// The names and values of all members that are strings; nil when one is not.
  var stringMembers: [(name: String, value: String)]? {
    bytes.withBytes { span in
      var members = JSONMembers(of: slice)
      var strings = [(name: String, value: String)]()
      while let member = members.next(in: span) {
        guard let name = member.name.string(in: span), let value = member.value.string(in: span) else { return nil }
        strings.append((name, value))
      }
      return strings
    }
  }

  private func value<Value>(_ name: String, _ body: (JSONSlice, RawSpan) -> Value?) -> Value? {
    bytes.withBytes { span in
      slice.member(name, in: span).flatMap { body($0, span) }
    }
  }
}
