import TautJSON

/// The rules of filters, read naively from the JSON trees: every condition looks through the whole payload.
enum NaiveFilter {
  static func matches(_ filter: JSONValue, _ payload: JSONValue) -> Bool {
    guard case .object(let object) = filter else { return false }
    let names = Set(object.members.map(\.name))
    return names.allSatisfy { name in
      guard let value = object[name], !value.isNull else { return true }
      return meets(name, value, in: object, payload)
    }
  }

  private static func meets(
    _ name: String, _ value: JSONValue, in filter: JSONObject, _ payload: JSONValue
  ) -> Bool {
    switch name {
    case "and": return value.array!.allSatisfy { matches($0, payload) }
    case "or": return value.array!.contains { matches($0, payload) }
    case "not": return !matches(value, payload)
    default: break
    }
    if name.hasPrefix("min_") || name.hasPrefix("max_") {
      return meetsBounds(of: String(name.dropFirst(4)), payload[String(name.dropFirst(4))], filter)
    }
    let field = field(name, of: payload)
    guard case .object(let operators) = value else {
      return elements(field).contains { elements(value).contains($0) }
    }
    return operators.members.allSatisfy { member in
      switch member.name {
      case "eq", "in": elements(field).contains { elements(operators[member.name]).contains($0) }
      case "prefix": elements(field).contains { $0.string?.hasPrefix(operators["prefix"]!.string!) == true }
      case "exists": (field != nil && field != .null) == operators["exists"]!.boolean
      default: meetsBounds(of: name, field, filter)
      }
    }
  }

  /// Whether one value of the field meets all bounds that the object sets for it.
  private static func meetsBounds(of name: String, _ field: JSONValue?, _ filter: JSONObject) -> Bool {
    elements(field).contains { element in
      guard case .number = element, let number = element.double else { return false }
      func meets(_ bound: JSONValue?, _ compare: (Double, Double) -> Bool) -> Bool {
        bound?.double.map { compare(number, $0) } ?? true
      }
      return meets(filter["min_" + name], >=) && meets(filter["max_" + name], <=)
        && meets(filter[name]?["gt"], >) && meets(filter[name]?["gte"], >=)
        && meets(filter[name]?["lt"], <) && meets(filter[name]?["lte"], <=)
    }
  }

  private static func field(_ name: String, of payload: JSONValue) -> JSONValue? {
    // The only plural in these tests.
    payload[name] ?? (name == "ids" ? payload["id"] : nil)
  }

  /// The scalars of a field, spelled so that equal ones are equal.
  private static func elements(_ value: JSONValue?) -> [JSONValue] {
    switch value {
    case .array(let elements): elements.flatMap { $0.array == nil ? self.elements($0) : [] }
    case .number(let number): [.number(JSONNumber(number.double!)!)]
    case .string, .boolean: [value!]
    default: []
    }
  }
}
