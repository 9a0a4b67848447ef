import TautBytes
import TautJSON

/// The rules of filters, read naively: every condition looks through the whole payload.
enum Oracle {
  private static let operators = ["eq", "in", "gt", "gte", "lt", "lte", "prefix", "exists"]

  /// Whether this is a filter within the default limits, but for those on how much it is all together.
  static func accepts(_ filter: JSONSlice, in bytes: RawSpan, depth: Int = 1) -> Bool {
    guard filter.kind == .object, depth <= 8 else { return false }
    let members = members(of: filter, in: bytes)
    return members.count <= 16 && members.allSatisfy { $0.name.byteCount - 2 <= 256 }
      && names(of: members, in: bytes).allSatisfy { name in
        accepts(name, last(name, of: filter, in: bytes)!, in: bytes, depth)
      }
  }

  private static func accepts(_ name: String, _ value: JSONSlice, in bytes: RawSpan, _ depth: Int) -> Bool {
    if value.isNull { return true }
    switch name {
    case "not": return accepts(value, in: bytes, depth: depth + 1)
    case "and", "or":
      let elements = elements(of: value, in: bytes)
      return value.kind == .array && elements.count <= 256
        && elements.allSatisfy { accepts($0, in: bytes, depth: depth + 1) }
    default: break
    }
    if bound(of: name) != nil { return number(value, in: bytes) != nil }
    guard value.kind == .object else { return acceptsValues(value, in: bytes) }
    let members = members(of: value, in: bytes)
    guard (1...16).contains(members.count), members.allSatisfy({ $0.name.byteCount - 2 <= 256 }) else { return false }
    return names(of: members, in: bytes).allSatisfy { name in
      acceptsOperator(name, last(name, of: value, in: bytes)!, in: bytes)
    }
  }

  private static func acceptsOperator(_ name: String, _ operand: JSONSlice, in bytes: RawSpan) -> Bool {
    switch name {
    case "eq": acceptsScalar(operand, in: bytes)
    case "in": operand.kind == .array && acceptsValues(operand, in: bytes)
    case "prefix": operand.kind == .string && acceptsScalar(operand, in: bytes)
    case "exists": operand.kind == .boolean
    default: operators.contains(name) && number(operand, in: bytes) != nil
    }
  }

  private static func acceptsValues(_ value: JSONSlice, in bytes: RawSpan) -> Bool {
    guard value.kind == .array else { return acceptsScalar(value, in: bytes) }
    let elements = elements(of: value, in: bytes)
    return elements.count <= 256 && elements.allSatisfy { acceptsScalar($0, in: bytes) }
  }

  private static func acceptsScalar(_ value: JSONSlice, in bytes: RawSpan) -> Bool {
    switch value.kind {
    case .string: value.byteCount - 2 <= 256
    case .number: number(value, in: bytes) != nil
    case .boolean: true
    case .null, .array, .object: false
    }
  }

  /// Whether a payload passes a filter that is one.
  static func passes(_ line: [UInt8], _ payload: JSONSlice, in bytes: RawSpan) -> Bool {
    line.withBytes { filterBytes in
      guard let filter = try? JSONScanner().scan(filterBytes) else { return false }
      return passes(filter, filterBytes, payload, bytes)
    }
  }

  private static func passes(
    _ filter: JSONSlice, _ filterBytes: RawSpan, _ payload: JSONSlice, _ bytes: RawSpan
  ) -> Bool {
    names(of: members(of: filter, in: filterBytes), in: filterBytes).allSatisfy { name in
      let wanted = last(name, of: filter, in: filterBytes)!
      if wanted.isNull { return true }
      let parts = elements(of: wanted, in: filterBytes)
      switch name {
      case "not": return !passes(wanted, filterBytes, payload, bytes)
      case "and": return parts.allSatisfy { passes($0, filterBytes, payload, bytes) }
      case "or": return parts.contains { passes($0, filterBytes, payload, bytes) }
      default: break
      }
      if let bound = bound(of: name) {
        let field = last(bound.field, of: payload, in: bytes)
        return meetsBounds(of: bound.field, field, filter, filterBytes, bytes)
      }
      let field = last(name, of: payload, in: bytes) ?? singular(of: name).flatMap { last($0, of: payload, in: bytes) }
      guard wanted.kind == .object else { return contains(field, wanted, filterBytes, bytes) }
      return names(of: members(of: wanted, in: filterBytes), in: filterBytes).allSatisfy { asked in
        let operand = last(asked, of: wanted, in: filterBytes)!
        switch asked {
        case "eq", "in": return contains(field, operand, filterBytes, bytes)
        case "exists": return (field?.isNull == false) == operand.boolean(in: filterBytes)
        case "prefix": return begins(field, Array(operand.string(in: filterBytes)!.utf8), bytes)
        default: return meetsBounds(of: name, field, filter, filterBytes, bytes)
        }
      }
    }
  }

  private static func contains(
    _ field: JSONSlice?, _ wanted: JSONSlice, _ filterBytes: RawSpan, _ bytes: RawSpan
  ) -> Bool {
    guard let field else { return false }
    return values(of: field, in: bytes).contains { value in
      values(of: wanted, in: filterBytes).contains { isSame(value, bytes, $0, filterBytes) }
    }
  }

  private static func begins(_ field: JSONSlice?, _ prefix: [UInt8], _ bytes: RawSpan) -> Bool {
    guard let field else { return false }
    return values(of: field, in: bytes).contains { value in
      value.string(in: bytes).map { Array($0.utf8.prefix(prefix.count)) == prefix } ?? false
    }
  }

  /// Whether one value of the field meets all bounds that one object of the filter sets for it.
  ///
  /// The bounds of a plural key are its own; `min_` and `max_` add to those of a key that is none.
  private static func meetsBounds(
    of name: String, _ field: JSONSlice?, _ filter: JSONSlice, _ filterBytes: RawSpan, _ bytes: RawSpan
  ) -> Bool {
    guard let field else { return false }
    func bound(_ key: String, of object: JSONSlice?) -> ExactNumber? {
      object.flatMap { last(key, of: $0, in: filterBytes) }.flatMap { number($0, in: filterBytes) }
    }
    let object = last(name, of: filter, in: filterBytes)
    let isPlural = singular(of: name) != nil
    // A plural key and its thresholds are two conditions: both must be met, each perhaps by another value.
    let groups: [[(ExactNumber?, String)]] = [
      [(bound("min_" + name, of: filter), "gte"), (bound("max_" + name, of: filter), "lte")],
      ["gt", "gte", "lt", "lte"].map { (bound($0, of: object), $0) },
    ]
    return (isPlural ? groups : [groups[0] + groups[1]]).allSatisfy { group in
      if isPlural, group.allSatisfy({ $0.0 == nil }) { return true }
      return values(of: field, in: bytes).contains { value in
        guard let number = number(value, in: bytes) else { return false }
        return group.allSatisfy { limit, kind in limit.map { number.meets(kind, $0) } ?? true }
      }
    }
  }

  private static func isSame(_ left: JSONSlice, _ leftBytes: RawSpan, _ right: JSONSlice, _ rightBytes: RawSpan) -> Bool
  {
    guard left.kind == right.kind else { return false }
    switch left.kind {
    case .string: return left.string(in: leftBytes) == right.string(in: rightBytes)
    case .boolean: return left.boolean(in: leftBytes) == right.boolean(in: rightBytes)
    case .number:
      guard let left = number(left, in: leftBytes), let right = number(right, in: rightBytes) else { return false }
      return !(left < right) && !(right < left)
    case .null, .array, .object: return false
    }
  }

  private static func bound(of name: String) -> (field: String, isLower: Bool)? {
    guard name.utf8.count > 4 else { return nil }
    if name.hasPrefix("min_") { return (String(name.dropFirst(4)), true) }
    if name.hasPrefix("max_") { return (String(name.dropFirst(4)), false) }
    return nil
  }

  private static func singular(of name: String) -> String? {
    guard name.utf8.count > 2, name.hasSuffix("s"), !name.hasSuffix("ss") else { return nil }
    if name.hasSuffix("ies") { return String(name.dropLast(3)) + "y" }
    let isLong = ["sses", "ches", "shes", "xes"].contains { name.hasSuffix($0) }
    return String(name.dropLast(isLong ? 2 : 1))
  }

  private static func last(_ name: String, of object: JSONSlice, in bytes: RawSpan) -> JSONSlice? {
    members(of: object, in: bytes).last { $0.name.string(in: bytes) == name }?.value
  }

  private static func values(of value: JSONSlice, in bytes: RawSpan) -> [JSONSlice] {
    value.kind == .array ? elements(of: value, in: bytes) : [value]
  }

  private static func names(of members: [JSONMember], in bytes: RawSpan) -> Set<String> {
    Set(members.map { $0.name.string(in: bytes)! })
  }

  private static func members(of object: JSONSlice, in bytes: RawSpan) -> [JSONMember] {
    var result: [JSONMember] = []
    var members = JSONMembers(of: object)
    while let member = members.next(in: bytes) { result.append(member) }
    return result
  }

  private static func elements(of array: JSONSlice, in bytes: RawSpan) -> [JSONSlice] {
    var result: [JSONSlice] = []
    var elements = JSONElements(of: array)
    while let element = elements.next(in: bytes) { result.append(element) }
    return result
  }

  private static func number(_ value: JSONSlice, in bytes: RawSpan) -> ExactNumber? {
    if let integer = value.int64(in: bytes) { return .integer(integer) }
    return value.double(in: bytes).map { .real($0) }
  }
}

/// A number that is compared by its exact value.
private enum ExactNumber {
  case integer(Int64)
  case real(Double)

  func meets(_ bound: String, _ limit: ExactNumber) -> Bool {
    switch bound {
    case "gt": limit < self
    case "gte": !(self < limit)
    case "lt": self < limit
    default: !(limit < self)
    }
  }

  static func < (left: ExactNumber, right: ExactNumber) -> Bool {
    switch (left, right) {
    case (.integer(let left), .integer(let right)): left < right
    case (.real(let left), .real(let right)): left < right
    case (.integer(let left), .real(let right)):
      switch right {
      case 0x1p63...: true
      case ..<(-0x1p63): false
      // A whole number below 2^63 fits; what is behind its point makes it larger.
      default:
        left < Int64(right.rounded(.down)) || (left == Int64(right.rounded(.down)) && right != right.rounded(.down))
      }
    case (.real(let left), .integer(let right)):
      switch left {
      case 0x1p63...: false
      case ..<(-0x1p63): true
      default: Int64(left.rounded(.down)) < right
      }
    }
  }
}
