/// The grammar of RFC 8259: each function reads one rule and returns where it ends.
///
/// There is one reader for everything. The scanner reads bytes that nobody has looked at, the cursors read again what
/// the scanner has passed; so a slice that meets the wrong bytes ends a loop and harms nothing.
extension RawSpan {
  /// The offset of the first byte at or after `offset` that is not white space.
  @inline(__always)
  func endOfSpace(at offset: Int) -> Int {
    var offset = offset
    while offset < byteCount {
      let byte = byte(at: offset)
      guard byte <= 0x20, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { break }
      offset &+= 1
    }
    return offset
  }

  /// Reads the value that starts exactly at `start`.
  @inline(__always)
  func value(at start: Int, depth: Int, limit: Int) throws(JSONError) -> JSONSlice {
    guard start < byteCount else { throw JSONError(.unexpectedEnd, at: byteCount) }
    switch byte(at: start) {
    case UInt8(ascii: "\""):
      let (end, isEscaped) = try endOfString(at: start)
      return JSONSlice(start: start, end: end, kind: .string, isEscaped: isEscaped)
    case UInt8(ascii: "{"):
      return JSONSlice(start: start, end: try endOfObject(at: start, depth: depth, limit: limit), kind: .object)
    case UInt8(ascii: "["):
      return JSONSlice(start: start, end: try endOfArray(at: start, depth: depth, limit: limit), kind: .array)
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
      return JSONSlice(start: start, end: try endOfNumber(at: start), kind: .number)
    case UInt8(ascii: "t"):
      return JSONSlice(start: start, end: try endOfLiteral("true", at: start), kind: .boolean)
    case UInt8(ascii: "f"):
      return JSONSlice(start: start, end: try endOfLiteral("false", at: start), kind: .boolean)
    case UInt8(ascii: "n"):
      return JSONSlice(start: start, end: try endOfLiteral("null", at: start), kind: .null)
    default:
      throw JSONError(.expectedValue, at: start)
    }
  }

  @inline(never)
  private func endOfLiteral(_ literal: StaticString, at start: Int) throws(JSONError) -> Int {
    for index in 0..<literal.utf8CodeUnitCount {
      guard start &+ index < byteCount else { throw JSONError(.unexpectedEnd, at: byteCount) }
      // The index is below the literal's length.
      guard unsafe byte(at: start &+ index) == literal.utf8Start[index] else {
        throw JSONError(.expectedValue, at: start)
      }
    }
    return start &+ literal.utf8CodeUnitCount
  }

  @inline(never)
  private func endOfObject(at start: Int, depth: Int, limit: Int) throws(JSONError) -> Int {
    guard depth < limit else { throw JSONError(.tooDeep(limit: limit), at: start) }
    var position = start &+ 1
    var isFirst = true
    while try nextMember(at: &position, isFirst: isFirst, depth: depth &+ 1, limit: limit) != nil { isFirst = false }
    return position
  }

  @inline(never)
  private func endOfArray(at start: Int, depth: Int, limit: Int) throws(JSONError) -> Int {
    guard depth < limit else { throw JSONError(.tooDeep(limit: limit), at: start) }
    var position = start &+ 1
    var isFirst = true
    while try nextElement(at: &position, isFirst: isFirst, depth: depth &+ 1, limit: limit) != nil { isFirst = false }
    return position
  }

  /// Reads the comma, if one is due, and the next member; or the closing brace, and returns `nil`.
  @inline(__always)
  func nextMember(
    at position: inout Int, isFirst: Bool, depth: Int, limit: Int
  ) throws(JSONError) -> JSONMember? {
    guard try continues(at: &position, until: UInt8(ascii: "}"), isFirst: isFirst) else { return nil }
    guard position < byteCount else { throw JSONError(.unexpectedEnd, at: byteCount) }
    guard byte(at: position) == UInt8(ascii: "\"") else { throw JSONError(.expectedName, at: position) }
    let (nameEnd, isEscaped) = try endOfString(at: position)
    let name = JSONSlice(start: position, end: nameEnd, kind: .string, isEscaped: isEscaped)
    let colon = endOfSpace(at: nameEnd)
    guard colon < byteCount else { throw JSONError(.unexpectedEnd, at: byteCount) }
    guard byte(at: colon) == UInt8(ascii: ":") else { throw JSONError(.expectedColon, at: colon) }
    let value = try value(at: endOfSpace(at: colon &+ 1), depth: depth, limit: limit)
    position = Int(value.end)
    return JSONMember(name: name, value: value)
  }

  /// Reads the comma, if one is due, and the next element; or the closing bracket, and returns `nil`.
  @inline(__always)
  func nextElement(
    at position: inout Int, isFirst: Bool, depth: Int, limit: Int
  ) throws(JSONError) -> JSONSlice? {
    guard try continues(at: &position, until: UInt8(ascii: "]"), isFirst: isFirst) else { return nil }
    let value = try value(at: position, depth: depth, limit: limit)
    position = Int(value.end)
    return value
  }

  /// Moves to the next member or element, over the comma; or over `close`, and returns `false`.
  @inline(__always)
  private func continues(at position: inout Int, until close: UInt8, isFirst: Bool) throws(JSONError) -> Bool {
    position = endOfSpace(at: position)
    guard position < byteCount else { throw JSONError(.unexpectedEnd, at: byteCount) }
    let byte = byte(at: position)
    if byte == close {
      position &+= 1
      return false
    }
    if isFirst { return true }
    guard byte == UInt8(ascii: ",") else { throw JSONError(.expectedComma, at: position) }
    position = endOfSpace(at: position &+ 1)
    return true
  }
}
