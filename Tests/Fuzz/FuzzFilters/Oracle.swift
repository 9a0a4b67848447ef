import TautBytes
import TautJSON

/// The rules of filters, read naively: every condition looks through the whole payload.
enum Oracle {
  /// Whether this is a filter within the default limits.
  static func accepts(_ filter: JSONSlice, in bytes: RawSpan) -> Bool {
    guard filter.kind == .object else { return false }
    let members = members(of: filter, in: bytes)
    return members.count <= 16 && members.allSatisfy { accepts($0.name, $0.value, in: bytes) }
  }

  private static func accepts(_ name: JSONSlice, _ value: JSONSlice, in bytes: RawSpan) -> Bool {
    guard name.byteCount - 2 <= 256 else { return false }
    if value.isNull { return true }
    if bound(of: name.string(in: bytes)!) != nil { return number(value, in: bytes) != nil }
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

  /// Whether a payload meets every condition of a filter that is one.
  static func passes(_ line: [UInt8], _ payload: JSONSlice, in bytes: RawSpan) -> Bool {
    line.withBytes { filterBytes in
      guard let filter = try? JSONScanner().scan(filterBytes) else { return false }
      let names = Set(members(of: filter, in: filterBytes).map { $0.name.string(in: filterBytes)! })
      return names.allSatisfy { name in
        let wanted = last(name, of: filter, in: filterBytes)!
        if wanted.isNull { return true }
        guard let bound = bound(of: name) else { return contains(name, wanted, filterBytes, payload, bytes) }
        return meetsBounds(of: bound.field, filter, filterBytes, payload, bytes)
      }
    }
  }

  private static func contains(
    _ name: String, _ wanted: JSONSlice, _ filterBytes: RawSpan, _ payload: JSONSlice, _ bytes: RawSpan
  ) -> Bool {
    let field = last(name, of: payload, in: bytes) ?? singular(of: name).flatMap { last($0, of: payload, in: bytes) }
    guard let field else { return false }
    return values(of: field, in: bytes).contains { value in
      values(of: wanted, in: filterBytes).contains { isSame(value, bytes, $0, filterBytes) }
    }
  }

  /// Whether one value of the field meets both of its bounds.
  private static func meetsBounds(
    of name: String, _ filter: JSONSlice, _ filterBytes: RawSpan, _ payload: JSONSlice, _ bytes: RawSpan
  ) -> Bool {
    guard let field = last(name, of: payload, in: bytes) else { return false }
    let lower = last("min_" + name, of: filter, in: filterBytes).flatMap { number($0, in: filterBytes) }
    let upper = last("max_" + name, of: filter, in: filterBytes).flatMap { number($0, in: filterBytes) }
    return values(of: field, in: bytes).contains { value in
      guard let number = number(value, in: bytes) else { return false }
      if let lower, number < lower { return false }
      if let upper, upper < number { return false }
      return true
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
