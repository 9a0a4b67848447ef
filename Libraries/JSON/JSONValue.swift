/// A JSON value as a tree, for configuration, command lines and tests.
///
/// The order of members and the spelling of numbers are kept, so that what was read is written again as it was, but for
/// white space and the spelling of strings. A message's way through a server uses ``JSONSlice`` instead.
public enum JSONValue: Sendable, Hashable {
  /// The literal `null`.
  case null
  /// The literal `true` or `false`.
  case boolean(Bool)
  /// A number.
  case number(JSONNumber)
  /// A string.
  case string(String)
  /// An array.
  case array([JSONValue])
  /// An object.
  case object(JSONObject)
}

extension JSONValue {
  /// The value of the object's last member that has this name; `nil` for everything else.
  public subscript(name: String) -> JSONValue? { object?[name] }

  /// The element at this position of the array; `nil` where there is none.
  public subscript(position: Int) -> JSONValue? {
    guard case .array(let elements) = self, elements.indices.contains(position) else { return nil }
    return elements[position]
  }

  /// The members, if this is an object.
  public var object: JSONObject? {
    guard case .object(let object) = self else { return nil }
    return object
  }

  /// The elements, if this is an array.
  public var array: [JSONValue]? {
    guard case .array(let elements) = self else { return nil }
    return elements
  }

  /// The text, if this is a string.
  public var string: String? {
    guard case .string(let text) = self else { return nil }
    return text
  }

  /// The value, if this is a number that is spelled as an integer and fits.
  public var int64: Int64? {
    guard case .number(let number) = self else { return nil }
    return number.int64
  }

  /// The nearest `Double`, if this is a number that has one.
  public var double: Double? {
    guard case .number(let number) = self else { return nil }
    return number.double
  }

  /// The value, if this is `true` or `false`.
  public var boolean: Bool? {
    guard case .boolean(let value) = self else { return nil }
    return value
  }

  /// Whether this is `null`.
  public var isNull: Bool { self == .null }
}
